import { useEffect, useMemo } from 'react';
import { useTopic } from '../../data/live/use-topic.ts';
import type { LiveModel } from '../../data/live-model.ts';
import { useMayEdit, useMe } from '../../data/people.ts';
import { useStore } from '../../data/store.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { createDraftSession, type DraftSession } from './draft-session.ts';
import type { DraftState } from './draft-state.ts';
import { openOutbox } from './outbox.ts';
import { words } from './words.ts';

/** The drafts of a model, as a page follows them. */
export interface Drafts {
  readonly session: DraftSession;
  readonly state: DraftState;
  readonly canEdit: boolean;
  /** Changes that wait to be saved as a version. */
  readonly waiting: number;
}

/** @param ref of the branch @param onRefused an edit is not kept, and the canvas still shows it */
export function useDrafts(ref: string, live: LiveModel, onRefused: (why: string) => void): Drafts {
  const { id: personId } = useMe();
  const canEdit = useMayEdit();
  const latest = useMemo(() => ({ onRefused }), []);
  latest.onRefused = onRefused;
  const session = useMemo(
    () =>
      createDraftSession({
        ...{ ref, personId, canEdit },
        outbox: openOutbox(personId, ref),
        listeners: {
          onRefused({ text, detail }) {
            notify({ tone: 'trouble', text: wordsNow(words).refused(text), detail });
            latest.onRefused(text);
          },
          onProblem: (problem) => notify({ tone: 'trouble', ...problem }),
          onSaved(version, isNew) {
            const t = wordsNow(words);
            notify({ tone: 'done', text: isNew ? t.savedNow(version) : t.unchanged(version) });
          },
          onRecovered(edits, unsent) {
            const t = wordsNow(words);
            if (unsent > 0) notify({ tone: 'done', text: t.recoveredUnsent(unsent) });
            else notify({ tone: 'done', text: t.recovered(edits) });
          },
          onNeeded: () => notify({ tone: 'trouble', text: wordsNow(words).needed }),
        },
      }),
    [ref, personId, canEdit, latest],
  );
  // A model that is not there has no drafts.
  const isThere = live.version > 0;
  useEffect(() => {
    if (!isThere) return;
    const leaving = new AbortController();
    void session.begin(leaving.signal);
    return () => leaving.abort();
  }, [session, isThere]);
  useTopic(isThere ? { topic: { case: 'draftsOfRef', value: ref } } : undefined, {
    onUpdate({ payload }) {
      if (payload.case === 'draft') session.hear(payload.value);
    },
  });

  const state = useStore(session.state);
  const { mine } = state;
  useEffect(() => session.catchUp(live.version), [session, live.version, mine]);
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (session.pending.get() > 0) event.preventDefault();
    };
    addEventListener('beforeunload', onLeave);
    return () => removeEventListener('beforeunload', onLeave);
  }, [session]);
  return { session, state, canEdit, waiting: mine.savedAs === undefined ? mine.edits.length : 0 };
}
