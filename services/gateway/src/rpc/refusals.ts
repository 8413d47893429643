import { type ErrorCode, ServiceError } from '@ameide/service-kit/errors';
import type { RunRefusal } from '../app/create-run.ts';

const REFUSALS: Readonly<Record<RunRefusal, readonly [ErrorCode, string]>> = {
  agent_not_found: ['not_found', 'There is no such agent; ListAgents names those that there are.'],
  thread_empty: ['failed_precondition', 'The chat has no message to answer; send one first.'],
  idempotency_key_reused: ['already_exists', 'The key was used for another request; use a new one.'],
  too_many_runs: [
    'resource_exhausted',
    'Too many answers are being written for you; wait for one to end, or cancel one.',
  ],
};

export function refusal(reason: RunRefusal): ServiceError {
  const [code, message] = REFUSALS[reason];
  return new ServiceError(code, reason, message);
}

export function agentIdTaken(id: string): ServiceError {
  const message = `Another agent has the id ${id}; give this one another name.`;
  return new ServiceError('already_exists', 'agent_id_taken', message);
}

export function agentSuperseded(id: string): ServiceError {
  const message = `Something newer is known of the agent ${id}; read its object again.`;
  return new ServiceError('failed_precondition', 'agent_superseded', message);
}

/** Also for a run of somebody else. */
export function runNotFound(): ServiceError {
  return new ServiceError('not_found', 'run_not_found', 'There is no such run.');
}

export function resumeTokenInvalid(): ServiceError {
  const message = 'This is not a resume token; send the one of the last frame as it was.';
  return new ServiceError('invalid_argument', 'resume_token_invalid', message);
}

export function streamExpired(): ServiceError {
  const message = 'The run has ended too long ago to be resumed; its chat has the answer.';
  return new ServiceError('failed_precondition', 'stream_expired', message);
}
