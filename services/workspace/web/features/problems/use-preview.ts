import type { Operation } from '@ameide/contracts/graph/v1/operation';
import type { PatchPreview } from '@ameide/contracts/graph/v1/patch';
import { useEffect, useRef, useState } from 'react';
import { modelEditor } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { ghostsOf } from '../../editor/ghosts.ts';
import { previewedGhosts } from './preview-state.ts';
import { lookedAt, type Seen } from './use-advice.ts';

/** What an offer would do; undefined while the server works it out, null when it does not fit the model. */
export interface Preview {
  readonly key: string;
  readonly does: PatchPreview | null | undefined;
}

/** Shows on the canvas what an offer would do, one at a time, before anything is changed. */
export function usePreview(seen: Seen) {
  const [preview, setPreview] = useState<Preview>();
  const asked = useRef('');

  const close = () => {
    asked.current = '';
    setPreview(undefined);
    previewedGhosts.set(undefined);
  };
  // What it would do to anything else is not known.
  useEffect(() => close, [seen]);

  return {
    preview,
    close,
    async open(key: string, operations: readonly Operation[]) {
      asked.current = key;
      previewedGhosts.set(undefined);
      setPreview({ key, does: undefined });
      try {
        const asks = { ...lookedAt(seen), operations: [...operations], maxFindings: 1 };
        const answer = await modelEditor.validateDiagram(asks);
        if (asked.current !== key) return;
        setPreview({ key, does: answer.preview ?? null });
        previewedGhosts.set(ghostsOf(answer.preview));
      } catch (error) {
        if (asked.current === key) close();
        notifyProblem(error);
      }
    },
  };
}
