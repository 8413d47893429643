import type { Operation } from '@ameide/graph-model';
import type { GraphpatchDeps } from './deps.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused } from './refusal.ts';

export interface ValidateDiagramQuery {
  readonly ref: string;
  /** Not applied yet; empty for the version as it is. */
  readonly operations: readonly Operation[];
  /** 0 for as many as people read. */
  readonly maxFindings: number;
}

const USUAL_FINDINGS = 200;

/** What there is to say about a version of a model; the encoded answer. */
export async function validateDiagram(
  { models, worker }: Pick<GraphpatchDeps, 'models' | 'worker'>,
  { tenantId, signal }: Caller,
  { ref, operations, maxFindings }: ValidateDiagramQuery,
): Promise<Uint8Array | Refused> {
  const model = await models.version(tenantId, ref);
  if (isRefused(model)) return model;
  return worker.validate({ tenantId, model, operations, limit: maxFindings || USUAL_FINDINGS }, signal);
}
