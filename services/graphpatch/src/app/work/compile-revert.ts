import {
  type Diagnostic,
  describeChange,
  type ModelStep,
  planRevert,
  type Revert,
  type TextEdit,
} from '@ameide/graph-model';
import { type Refused, refuse, refuseFor } from '../refusal.ts';
import { documentDiff, type PreviewFacts } from './compile-patch.ts';
import type { LoadedModel } from './open-model.ts';

/** The versions that a commit was made from and made, the newest, and what the commits from this one on did. */
export interface RevertedVersions {
  readonly before: LoadedModel;
  readonly after: LoadedModel;
  readonly head: LoadedModel;
  readonly steps: readonly ModelStep[];
}

/** What taking back a commit does to the newest version of a model, down to its document. */
export interface CompiledRevert extends PreviewFacts {
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly edits: readonly TextEdit[];
}

export function compileRevert({ before, after, head, steps }: RevertedVersions): CompiledRevert | Refused {
  const { notation } = head;
  const [own, ...since] = steps;
  const revert = planRevert({ notation, before, after, edits: own!.edits, since, head });
  if (!revert.ok) {
    if (revert.reason === 'conflict') return refuseConflict(revert, head.ref.version);
    return revert.reason === 'reverted' ? refuse('commit_reverted') : refuseFor('revert_invalid', revert.diagnostics);
  }
  return {
    plan: { change: revert.change, operations: [] },
    name: revert.after.name,
    diagnostics: revert.diagnostics,
    edits: revert.edits,
    summary: describeChange(revert.change, head.graph, revert.after.graph),
    editorCommands: notation.editorCommands(revert.after, revert.change),
    documentDiff: documentDiff(head.document, revert.document),
  };
}

function refuseConflict(
  { conflicts, versions }: Extract<Revert, { reason: 'conflict' }>,
  serverVersion: number,
): Refused {
  const named = [...new Set(versions)].sort((a, b) => a - b);
  const said = conflicts.map(({ ours, theirs }, at) => `${ours} But version ${versions[at]}: ${theirs}`);
  const message = `Later commits build on it; take back version ${named.join(', ')} first. ${said.join(' ')}`;
  const elementIds = [...new Set(conflicts.map(({ elementId }) => elementId))];
  return refuse('revert_conflict', message, { conflict: { serverVersion, elementIds, versions: named } });
}
