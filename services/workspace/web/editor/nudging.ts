import type { Viewer } from './bpmn-js.ts';

/** Moving with the arrow keys: a row of presses is one gesture, which ends with a pause. */
export interface Nudging {
  /** Whether a press has just moved something and others may follow. What else ends a gesture ends this one, too. */
  goesOn(): boolean;
  isUnderWay(): boolean;
}

const PAUSE_MS = 400;

interface KeyboardMoveSelection {
  moveSelection(direction: string, accelerated: boolean): void;
}

export function createNudging(modeler: Viewer, onPause: () => void): Nudging {
  const keys = modeler.get<KeyboardMoveSelection>('keyboardMoveSelection');
  const move = keys.moveSelection;
  let isPress = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  keys.moveSelection = (direction, accelerated) => {
    isPress = true;
    try {
      move.call(keys, direction, accelerated);
    } finally {
      isPress = false;
    }
  };

  return {
    goesOn() {
      clearTimeout(pause);
      pause = undefined;
      if (!isPress) return false;
      pause = setTimeout(() => {
        pause = undefined;
        onPause();
      }, PAUSE_MS);
      return true;
    },
    isUnderWay: () => pause !== undefined,
  };
}
