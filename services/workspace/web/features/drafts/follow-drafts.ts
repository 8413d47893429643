import type { DraftChanged } from '@ameide/contracts/editor/v1/model_editor_service';
import { watchDrafts } from '../../data/connection.ts';
import type { Store } from '../../data/store.ts';
import { type DraftState, type SeenDraft, withChanged, withoutDraft } from './draft-state.ts';
import { takeDraftStream } from './draft-stream.ts';
import { isPassing, untilReachable } from './passing.ts';
import { whenAborted, whenHidden, whenVisible } from './visible.ts';

/** How often a tab without a stream asks. */
const ASK_MS = 3_000;

export interface FollowedDrafts {
  readonly ref: string;
  readonly personId: string;
  readonly state: Store<DraftState>;
  readonly signal: AbortSignal;
  /** Asks for the person's own draft. */
  readonly refresh: () => Promise<void>;
}

/** Follows the drafts of a model, while somebody can see it. */
export async function followDrafts({ ref, personId, state, signal, refresh }: FollowedDrafts): Promise<void> {
  while (!signal.aborted) {
    const hidden = whenHidden();
    const stop = AbortSignal.any([signal, hidden.signal]);
    const release = await takeDraftStream();
    try {
      if (release === undefined) await ask(stop);
      else await stream(stop);
    } catch (error) {
      if (!stop.aborted && !isPassing(error)) return;
      if (!stop.aborted) await untilReachable();
    } finally {
      release?.();
      hidden.forget();
    }
    await Promise.race([whenVisible(), whenAborted(signal)]);
  }

  async function stream(signal: AbortSignal): Promise<void> {
    const begins = () => setOthers(() => new Map());
    for await (const event of watchDrafts(ref, { signal, begins })) {
      if (event.case === 'changed') tell(event.value);
    }
  }

  /** What others draw is not seen meanwhile. */
  async function ask(signal: AbortSignal): Promise<void> {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, ASK_MS)), whenAborted(signal)]);
    if (!signal.aborted && state.get().pending === 0) await refresh();
  }

  function tell(changed: DraftChanged): void {
    const by = changed.draft?.personId ?? '';
    const { mine, others, isKnown } = state.get();
    if (by !== personId) {
      const next = withChanged(others.get(by), changed);
      if (next) setOthers((all) => new Map(all).set(by, next));
      return;
    }
    if (!isKnown || (changed.draft?.revision ?? 0) <= mine.revision) return;
    const known: SeenDraft = mine.savedAs === undefined ? mine : { ...mine, edits: [] };
    const next = withChanged(known, changed);
    if (next === undefined) void refresh().catch(() => undefined);
    else state.set((now) => ({ ...now, ...(next.edits.length === 0 && withoutDraft(now)), mine: next }));
  }

  function setOthers(change: (all: DraftState['others']) => DraftState['others']): void {
    state.set((now) => ({ ...now, others: change(now.others) }));
  }
}
