import { PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import { create } from '@bufbuild/protobuf';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { notifyProblem } from '../../data/problem.ts';
import type { Store } from '../../data/store.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import type { EditingProps } from '../../editor/canvas.tsx';
import type { CanvasView } from '../../editor/canvas-view.ts';
import type { DrawingSteps } from '../../editor/drawing-steps.ts';
import type { Step } from '../../editor/gesture.ts';
import { ghostsOf } from '../../editor/ghosts.ts';
import { hasMod, isWriting } from '../../routes/shortcut-keys.ts';
import { seenIn } from '../drafts/picture.ts';
import type { Drafts } from '../drafts/use-drafts.ts';
import { describeGesture } from './describe-gesture.ts';
import { drawingInSight } from './palette-elements.ts';
import { words } from './words.ts';

/**
 * Drawing on a model: on and off, and what becomes of it.
 * @param drawn what the canvas shows: a picture
 */
export function useEditing(
  artifactId: string,
  drafts: Drafts,
  elements: Elements,
  drawn: Store<number>,
  view: CanvasView | undefined,
) {
  const { session, canEdit, state } = drafts;
  const { mine, turned } = state;
  const [isOn, setOn] = useState(false);
  const latest = useRef({ elements, catchUp: () => {}, steps: undefined as DrawingSteps | undefined });
  latest.current = { ...latest.current, elements };

  useEffect(() => {
    const catchUp = () => session.isWaiting() || latest.current.catchUp();
    catchUp();
    return session.pending.subscribe(catchUp);
  }, [session, mine]);
  const looked = useRef(turned);
  useEffect(() => {
    const look = () => {
      if (turned === undefined || looked.current === turned || seenIn(drawn.get()).revision < turned.revision) return;
      looked.current = turned;
      // The canvas flashes what changes; here it is brought into view.
      ghostsOf(create(PatchPreviewSchema, { change: turned.change })).find(({ elementId }) =>
        view?.bringIntoView(elementId),
      );
    };
    look();
    return drawn.subscribe(look);
  }, [turned, drawn, view]);
  useEffect(() => {
    if (!canEdit) return;
    const undo = async () => {
      if (await session.undo()) return;
      // What is saved is taken back as a version more.
      const version = session.saved.pop();
      if (version === undefined) notify({ tone: 'note', text: wordsNow(words).nothingToUndo });
      else await import('../history/take-back.ts').then(({ takeBack }) => takeBack(artifactId, version), notifyProblem);
    };
    const redo = async () => {
      if (!(await session.redo(seenIn(drawn.get())))) notify({ tone: 'note', text: wordsNow(words).nothingToRedo });
    };
    if (isOn) drawingInSight.set({ undo, redo, steps: () => latest.current.steps });
    const onKey = (event: KeyboardEvent) => {
      if (isWriting(event.target)) return;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      // On the canvas, the letter edits a label.
      const isOnCanvas = event.target instanceof SVGElement;
      if (event.key === 'e' && isPlain && !isOnCanvas) setOn((on) => !on);
      const key = event.key.toLowerCase();
      const isRedo = (key === 'y' && event.ctrlKey) || (key === 'z' && hasMod(event) && event.shiftKey);
      if (isOn && isRedo) {
        // A browser may have something else behind it.
        event.preventDefault();
        void redo();
      } else if (isOn && key === 'z' && hasMod(event)) void undo();
    };
    addEventListener('keydown', onKey);
    return () => {
      drawingInSight.set(undefined);
      removeEventListener('keydown', onKey);
    };
  }, [artifactId, session, canEdit, isOn, drawn]);

  const send = (steps: readonly Step[], title: string) => session.send(steps, title, seenIn(drawn.get()));
  const editing: EditingProps = {
    onGesture: (steps) => send(steps, describeGesture(steps, latest.current.elements)),
    isWaiting: session.isWaiting,
    onOpen: ({ catchUp, steps }) => {
      latest.current = { ...latest.current, catchUp: () => void catchUp(), steps };
    },
  };
  const toggle = useCallback(() => setOn((on) => !on), []);
  return { send, isOn, toggle, editing };
}
