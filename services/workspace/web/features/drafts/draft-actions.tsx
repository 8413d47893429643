import { Suspense, useEffect, useRef, useState } from 'react';
import { reachable } from '../../data/reachability.ts';
import { useStore } from '../../data/store.ts';
import { Button } from '../../design/button.tsx';
import { notify } from '../../design/notices.tsx';
import { useWords } from '../../design/use-words.ts';
import { hasMod } from '../../routes/shortcut-keys.ts';
import { keyOf } from './clash-banner.tsx';
import { countDifference } from './draft-state.ts';
import type { Drafts } from './use-drafts.ts';
import { words } from './words.ts';
import './drafts.css';
import { lazyPart } from '../../routes/part.tsx';

const loadSaveDialog = () => import('./save-dialog.tsx');
const loadDiscardDialog = () => import('./discard-dialog.tsx');
const loadClashDialog = () => import('./clash-dialog.tsx');
const SaveDialog = lazyPart(loadSaveDialog);
const DiscardDialog = lazyPart(loadDiscardDialog);
const ClashDialog = lazyPart(loadClashDialog);

const nothing: ReadonlySet<string> = new Set();

/** Saves the draft as a version, or throws it away; only while there is one. */
export function DraftActions({ drafts }: { readonly drafts: Drafts }) {
  const t = useWords(words);
  const [asked, setAsked] = useState<'decide' | 'discard' | 'save'>();
  const [note, setNote] = useState('');
  const [seen, setSeen] = useState<ReadonlySet<string>>(nothing);
  const { waiting, session, state, canEdit } = drafts;
  const isThere = useStore(session.pending) > 0 || waiting > 0;
  const ask = (what: 'discard' | 'save') => {
    if (!reachable.get()) notify({ tone: 'trouble', text: t.notNow });
    // What the draft and a newer version disagree about comes first.
    else {
      setSeen(session.drawn());
      setAsked(what === 'save' && session.state.get().clash ? 'decide' : what);
    }
  };
  const { mine } = state;
  const since = mine.savedAs === undefined ? countDifference(session.drawn(), seen) : 0;
  const save = async (note: string) => {
    setNote(note);
    if (!(await session.save(note, session.drawn()))) return setAsked('save');
    const { clash, mine } = session.state.get();
    if (clash) setAsked('decide');
    else if (mine.savedAs !== undefined || mine.edits.length === 0) setNote('');
  };
  useEffect(() => {
    if (!isThere) return;
    // They are here before the connection may be gone.
    for (const load of [loadSaveDialog, loadDiscardDialog, loadClashDialog]) void load().catch(() => undefined);
  }, [isThere]);
  const saveByKey = () => {
    // What is being written, such as a label, is done with that; it is sent in a moment.
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement.closest('[role=dialog]') === null) activeElement.blur();
    setTimeout(() => {
      const { mine } = session.state.get();
      if (session.isWaiting() || (mine.savedAs === undefined && mine.edits.length > 0)) ask('save');
      else notify({ tone: 'note', text: t.nothingToSave });
    });
  };
  const latest = useRef(saveByKey);
  latest.current = saveByKey;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !hasMod(event) || event.shiftKey || event.altKey) return;
      // The browser would save the page.
      event.preventDefault();
      if (canEdit) latest.current();
    };
    // Before the label that is being written, which keeps keys to itself.
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [canEdit]);

  const close = () => setAsked(undefined);
  if (!isThere && asked === undefined) return null;
  return (
    <>
      <Button icon="close" look="quiet" onPress={() => ask('discard')}>
        {t.discard}
      </Button>
      <Button icon="check" look="primary" isDisabled={state.isSaving} onPress={() => ask('save')}>
        {t.save}
      </Button>
      <Suspense>
        {asked === 'save' && (
          <SaveDialog note={note} since={since} onClose={close} onSave={(note) => void save(note)} />
        )}
        {asked === 'decide' && state.clash && (
          <ClashDialog key={keyOf(state.clash)} clash={state.clash} drafts={drafts} onClose={close} />
        )}
        {asked === 'discard' && (
          <DiscardDialog count={waiting} onClose={close} onDiscard={() => void session.discard()} />
        )}
      </Suspense>
    </>
  );
}
