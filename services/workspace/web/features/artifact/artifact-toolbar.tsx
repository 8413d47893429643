import type { PresentPerson } from '@ameide/contracts/live/v1/presence_service';
import { Suspense, useMemo } from 'react';
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
  const { isOn, toggle } = editing;
  const isWanted = isOn && drafts.waiting === 0;
  // Buttons are dear to draw, and each change of a draft draws the toolbar.
  const edit = useMemo(
    () => (
      <Button icon="pen" look={isWanted ? 'primary' : 'outline'} onPress={toggle}>
        {isOn ? t.stopEditing : t.edit}
      </Button>
    ),
    [t, isOn, isWanted, toggle],
  );
  const history = useMemo(
    () => (
      <Button icon="history" onPress={() => panel.open('history')}>
        {t.history}
      </Button>
    ),
    [t, panel],
  );
  const side = useMemo(
    () => (
      <IconButton
        icon="panel"
        label={panel.isOpen ? t.hidePanel : t.showPanel}
        shortcut="]"
        isOn={panel.isOpen}
        onPress={panel.toggle}
      />
    ),
    [t, panel],
  );
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
      {mayEdit && edit}
      {history}
      <Suspense>
        <ArtifactMenu {...menu} />
      </Suspense>
      {side}
    </>
  );
}
