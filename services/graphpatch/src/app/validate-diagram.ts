import type { Operation } from '@ameide/graph-model';
import type { GraphpatchDeps } from './deps.ts';
import { lookAt } from './drafts/look-at-draft.ts';
import type { Caller } from './ports.ts';
import type { Refused } from './refusal.ts';

export interface ValidateDiagramQuery {
  readonly ref: string;
  /** Not applied yet; empty for the version as it is. */
  readonly operations: readonly Operation[];
  /** 0 for as many as people read. */
  readonly maxFindings: number;
  /** 0 without the caller's draft. */
  readonly draftRevision: number;
}

const USUAL_FINDINGS = 200;

/** What there is to say about a version of a model, or about a draft; the encoded answer. */
export function validateDiagram(
  deps: Pick<GraphpatchDeps, 'draftRows' | 'models' | 'worker'>,
  caller: Caller,
  { ref, operations, maxFindings, draftRevision }: ValidateDiagramQuery,
): Promise<Uint8Array | Refused> {
  const { tenantId, signal } = caller;
  const limit = maxFindings || USUAL_FINDINGS;
  return lookAt(deps, caller, ref, draftRevision, (looked) =>
    deps.worker.validate({ tenantId, ...looked, operations, limit }, signal),
  );
}
