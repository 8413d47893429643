import { useEffect, useMemo, useRef, useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { useMe } from '../../data/people.ts';
import { useStore } from '../../data/store.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import type { EditingProps } from '../../editor/canvas.tsx';
import type { Step } from '../../editor/gesture.ts';
import { hasMod, isWriting } from '../../routes/shortcut-keys.ts';
import { takeBack } from '../history/take-back.ts';
import { describeGesture } from './describe-gesture.ts';
import { createEditSession } from './edit-session.ts';
import { words } from './words.ts';

const EDITOR_ROLE = 'graph.editor';

/**
 * Drawing on a model: on and off, and what is on its way to the server.
 * @param seen the version on the canvas
 */
export function useEditing(artifactId: string, ref: string, elements: Elements, seen: number, onRefused: () => void) {
  const me = useMe();
  const [isOn, setOn] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const latest = useRef({ elements, seen, onRefused, catchUp: () => {}, undo: () => {} });
  latest.current = { ...latest.current, elements, seen, onRefused };
  const session = useMemo(
    () =>
      createEditSession(ref, {
        onIdle: () => latest.current.catchUp(),
        onRefused(problem) {
          notify({ tone: 'trouble', text: wordsNow(words).refused(problem.text), detail: problem.detail });
          setRefusal(problem.text);
          latest.current.onRefused();
        },
      }),
    [ref],
  );
  latest.current.undo = () => {
    const version = session.versions.pop();
    if (version === undefined) notify({ tone: 'done', text: wordsNow(words).nothingToUndo });
    else void takeBack(artifactId, version);
  };
  const pending = useStore(session.pending);
  const canEdit = me.roles.includes(EDITOR_ROLE);

  useEffect(() => {
    if (pending === 0) return;
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', onLeave);
    return () => removeEventListener('beforeunload', onLeave);
  }, [pending]);
  useEffect(() => {
    if (!canEdit) return;
    const onKey = (event: KeyboardEvent) => {
      if (isWriting(event.target)) return;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      // On the canvas, the letter edits a label.
      const isOnCanvas = event.target instanceof SVGElement;
      if (event.key === 'e' && isPlain && !isOnCanvas) setOn((on) => !on);
      if (isOn && event.key.toLowerCase() === 'z' && hasMod(event) && !event.shiftKey) latest.current.undo();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [canEdit, isOn]);

  const send = (steps: readonly Step[], title: string) => {
    setRefusal(undefined);
    session.send(steps, title, latest.current.seen);
  };
  const editing: EditingProps = {
    onGesture: (steps) => send(steps, describeGesture(steps, latest.current.elements)),
    isWaiting: () => session.pending.get() > 0,
    onOpen: (catchUp) => {
      latest.current = { ...latest.current, catchUp };
    },
  };
  return { canEdit, send, refusal, isOn, toggle: () => setOn((on) => !on), pending, editing };
}
