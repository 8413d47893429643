import type { PresentPerson } from '@ameide/contracts/live/v1/presence_service';
import { Suspense } from 'react';
import { Button, IconButton } from '../../design/button.tsx';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import { OtherDrafts } from '../drafts/other-drafts.tsx';
import type { Drafts } from '../drafts/use-drafts.ts';
import type { ArtifactMenuProps } from './artifact-menu.tsx';
import type { useEditing } from './use-editing.ts';
import type { usePanel } from './use-panel.ts';
import { words } from './words.ts';

// Few models need these, or not at once.
const ArtifactMenu = lazyPart(() => import('./artifact-menu.tsx').then((found) => ({ default: found.ArtifactMenu })));
const PeopleHere = lazyPart(() =>
  import('../presence/people-here.tsx').then((found) => ({ default: found.PeopleHere })),
);
const DraftActions = lazyPart(() =>
  import('../drafts/draft-actions.tsx').then((found) => ({ default: found.DraftActions })),
);

interface ArtifactToolbarProps {
  readonly people: readonly PresentPerson[];
  readonly drafts: Drafts;
  /** Whether the person's draft can be saved where they are. */
  readonly hasDraft: boolean;
  readonly mayEdit: boolean;
  readonly editing: Pick<ReturnType<typeof useEditing>, 'isOn' | 'toggle'>;
  readonly panel: ReturnType<typeof usePanel>;
  readonly menu: ArtifactMenuProps;
}

/** Who else is at a model, and what can be done with it. */
export function ArtifactToolbar({ people, drafts, hasDraft, mayEdit, editing, panel, menu }: ArtifactToolbarProps) {
  const t = useWords(words);
  return (
    <>
      <Suspense>
        <PeopleHere people={people} />
      </Suspense>
      <OtherDrafts others={drafts.state.others} />
      {hasDraft && (
        <Suspense>
          <DraftActions drafts={drafts} />
        </Suspense>
      )}
      {mayEdit && (
        <Button icon="pen" look={editing.isOn && drafts.waiting === 0 ? 'primary' : 'outline'} onPress={editing.toggle}>
          {editing.isOn ? t.stopEditing : t.edit}
        </Button>
      )}
      <Button icon="history" onPress={() => panel.open('history')}>
        {t.history}
      </Button>
      <Suspense>
        <ArtifactMenu {...menu} />
      </Suspense>
      <IconButton
        icon="panel"
        label={panel.isOpen ? t.hidePanel : t.showPanel}
        shortcut="]"
        isOn={panel.isOpen}
        onPress={panel.toggle}
      />
    </>
  );
}
