import { Suspense, useState } from 'react';
import { Button } from '../../design/button.tsx';
import { Banner } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import type { Clash } from './draft-state.ts';
import type { Drafts } from './use-drafts.ts';
import { words } from './words.ts';

const ClashDialog = lazyPart(() => import('./clash-dialog.tsx'));

/** Says that a newer version and the draft cannot both have their way. */
export function ClashBanner({ drafts }: { readonly drafts: Drafts }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const { clash } = drafts.state;
  if (clash === undefined) return null;
  const action = <Button onPress={() => setOpen(true)}>{t.decide}</Button>;
  return (
    <>
      <Banner tone="change" icon="warning" action={action}>
        {t.clash(clash.version, clash.conflicts.length)}
      </Banner>
      {isOpen && (
        <Suspense>
          <ClashDialog key={keyOf(clash)} clash={clash} drafts={drafts} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Otherwise when there is something else to decide. */
export const keyOf = ({ version, conflicts }: Clash) =>
  `${version} ${conflicts.map(({ elementId }) => elementId).join()}`;
