import type { RequestContext } from '@ameide/service-kit/rpc';
import { type AnswerPiece, answerPieces } from '../app/answer-pieces.ts';
import type { CreatedRun } from '../app/create-run.ts';
import { streamRun } from '../app/stream-run.ts';
import type { FacadeDeps } from './deps.ts';

/** The pieces of a run, from its first one. */
export function runPieces(
  deps: FacadeDeps,
  { tenantId, signal }: RequestContext,
  { runId, agentId, resting, enqueuedAt }: CreatedRun,
): AsyncGenerator<AnswerPiece, void> {
  return answerPieces(streamRun(deps, { tenantId, runId, agentId }, { after: 0, resting, enqueuedAt, signal }));
}
