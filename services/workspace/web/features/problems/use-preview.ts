import type { Operation } from '@ameide/contracts/graph/v1/operation';
import type { PatchPreview } from '@ameide/contracts/graph/v1/patch';
import { useEffect, useRef, useState } from 'react';
import { graphPatches } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { ghostsOf } from '../../editor/ghosts.ts';
import { previewedGhosts } from './preview-state.ts';

/** What an offer would do; undefined while the server works it out, null when it does not fit the model. */
export interface Preview {
  readonly key: string;
  readonly does: PatchPreview | null | undefined;
}

/** Shows on the canvas what an offer would do, one at a time, before anything is changed. @param version of the model */
export function usePreview(ref: string, version: number) {
  const [preview, setPreview] = useState<Preview>();
  const asked = useRef('');

  const close = () => {
    asked.current = '';
    setPreview(undefined);
    previewedGhosts.set(undefined);
  };
  // What it would do to another version is not known.
  useEffect(() => close, [version]);

  return {
    preview,
    close,
    async open(key: string, operations: readonly Operation[]) {
      asked.current = key;
      previewedGhosts.set(undefined);
      setPreview({ key, does: undefined });
      try {
        const answer = await graphPatches.proposePatch({
          ref: `${ref}@${version}`,
          operations: [...operations],
          dryRun: true,
        });
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
