import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { reachable } from '../../data/reachability.ts';
import { Button } from '../../design/button.tsx';
import { notify } from '../../design/notices.tsx';
import { useWords } from '../../design/use-words.ts';
import { hasMod } from '../../routes/shortcut-keys.ts';
import type { Drafts } from './use-drafts.ts';
import { words } from './words.ts';
import './drafts.css';

const loadSaveDialog = () => import('./save-dialog.tsx');
const loadDiscardDialog = () => import('./discard-dialog.tsx');
const SaveDialog = lazy(loadSaveDialog);
const DiscardDialog = lazy(loadDiscardDialog);

/** Saves the draft as a version, or throws it away; only while there is one. */
export function DraftActions({ drafts }: { readonly drafts: Drafts }) {
  const t = useWords(words);
  const [asked, setAsked] = useState<'discard' | 'save'>();
  const { waiting, session, state } = drafts;
  const isThere = waiting > 0 || state.pending > 0;
  const ask = (what: 'discard' | 'save') => {
    if (reachable.get()) setAsked(what);
    else notify({ tone: 'trouble', text: t.notNow });
  };
  useEffect(() => {
    if (!isThere) return;
    // They are here before the connection may be gone.
    for (const load of [loadSaveDialog, loadDiscardDialog]) void load().catch(() => undefined);
  }, [isThere]);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !hasMod(event) || event.shiftKey || event.altKey) return;
      // The browser would save the page.
      event.preventDefault();
      if (isThere) latest.current('save');
    };
    // Before the label that is being written, which keeps keys to itself.
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [isThere]);

  const close = () => setAsked(undefined);
  if (!isThere && asked === undefined) return null;
  return (
    <>
      <Button look="quiet" onPress={() => ask('discard')}>
        {t.discard}
      </Button>
      <Button icon="check" look="primary" isDisabled={state.isSaving} onPress={() => ask('save')}>
        {t.save}
      </Button>
      <Suspense>
        {asked === 'save' && <SaveDialog onClose={close} onSave={(note) => void session.save(note)} />}
        {asked === 'discard' && (
          <DiscardDialog count={waiting} onClose={close} onDiscard={() => void session.discard()} />
        )}
      </Suspense>
    </>
  );
}
