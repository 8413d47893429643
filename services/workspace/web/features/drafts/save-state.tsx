import { reachable } from '../../data/reachability.ts';
import { useStore } from '../../data/store.ts';
import { useWords } from '../../design/use-words.ts';
import type { Drafts } from './use-drafts.ts';
import { words } from './words.ts';

/** The truth about the person's work: what the server has acknowledged, what only this device has, what is no version yet. */
export function SaveState({ version, drafts }: { readonly version: number; readonly drafts: Drafts }) {
  const t = useWords(words);
  const isReachable = useStore(reachable);
  const { waiting, session } = drafts;
  const pending = useStore(session.pending);
  let text = version === 0 ? t.connecting : t.saved(version);
  if (pending > 0) text = isReachable ? t.onDevice(pending) : `${t.offline}, ${t.onDevice(pending)}`;
  else if (!isReachable) text = t.offline;
  return (
    <>
      <span className="page-status" role="status">
        {text}
      </span>
      {waiting > 0 && (
        <span className="page-status draft-waiting" role="status">
          {t.waiting(waiting)}
        </span>
      )}
    </>
  );
}
