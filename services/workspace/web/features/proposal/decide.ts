import { AmeideError } from '@ameide/sdk';
import { graphPatches } from '../../data/connection.ts';
import { describeProblem, type Problem } from '../../data/problem.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

/** Commits a proposal or a part of it. @returns the version that it made */
export async function acceptPatch(patchId: string, approvedOperationIds: string[]): Promise<number> {
  const { commit } = await graphPatches.applyPatch({
    patchId,
    approvedOperationIds,
    correlationId: crypto.randomUUID(),
  });
  await refreshAnswers();
  return commit?.version ?? 0;
}

export async function rejectPatch(patchId: string, reason: string): Promise<void> {
  await graphPatches.rejectPatch({ patchId, reason });
  await refreshAnswers();
}

export interface Refusal extends Problem {
  /** Whether the same choice would be refused again. */
  readonly isFinal?: boolean;
}

/** Why a proposal cannot be accepted, and what to do. @param nameOf what people call an element */
export function describeRefusal(error: unknown, nameOf: (elementId: string) => string): Refusal {
  const t = wordsNow(words);
  if (!(error instanceof AmeideError)) return describeProblem(error);
  switch (error.reason) {
    case 'patch_conflict':
    case 'version_mismatch': {
      const names = error.conflict?.elementIds.slice(0, 3).map(nameOf) ?? [];
      const who = names.length > 0 ? names.join(', ') : t.somebodyElse;
      return { text: t.conflict(who, error.conflict?.serverVersion ?? 0), isFinal: true };
    }
    case 'patch_already_decided':
      void refreshAnswers();
      return { text: t.decided, isFinal: true };
    case 'patch_invalid':
      return { text: t.noLonger, isFinal: true };
    default:
      return describeProblem(error);
  }
}
