import { useEffect, useRef, useState } from 'react';

/**
 * A text that is being written: what comes from elsewhere does not touch it, it is kept when the person leaves or goes
 * to something else, and Escape gives the text back that was there. What was handed on stays until the value changes, as
 * one that is refused never does.
 */
export function useDraftValue(value: string, onCommit: (value: string) => void) {
  const [draft, setDraft] = useState<string>();
  const [sent, setSent] = useState<{ readonly text: string; readonly over: string }>();
  const latest = useRef({ draft, value, onCommit });
  latest.current = { draft, value, onCommit };
  const commit = () => {
    const { draft, value, onCommit } = latest.current;
    // What it leads to may take the focus away, which keeps the text as well.
    latest.current.draft = undefined;
    setDraft(undefined);
    if (draft === undefined) return;
    setSent(draft === value ? undefined : { text: draft, over: value });
    if (draft !== value) onCommit(draft);
  };
  useEffect(() => setSent((last) => (last?.over === value ? last : undefined)), [value]);
  const leave = useRef(commit);
  leave.current = commit;
  useEffect(() => () => leave.current(), []);
  return {
    text: draft ?? (sent?.over === value ? sent.text : value),
    write: setDraft,
    commit,
    takeBack() {
      latest.current.draft = undefined;
      setDraft(undefined);
      setSent(undefined);
    },
  };
}
