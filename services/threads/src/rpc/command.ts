import { fingerprint, type IdempotencyKey } from '@ameide/event-store';
import { eventMetadata, type RequestContext } from '@ameide/service-kit/rpc';
import {
  create,
  type DescMethodUnary,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import type { UseCase } from '../app/use-case.ts';
import type { RpcDeps } from './deps.ts';
import { refusalError } from './refuse.ts';

/** A use case between its request and its response. */
export interface Command<M extends DescMethodUnary, Answer> {
  readonly method: M;
  readonly useCase: UseCase<Answer>;
  readonly idempotency: IdempotencyKey | undefined;
  readonly respond: (answer: Answer) => MessageInitShape<M['output']>;
}

/**
 * Executes a command for the caller.
 * @throws ServiceError not_found with the domain's reason; already_exists `idempotency_key_reused`
 */
export async function runCommand<M extends DescMethodUnary, Answer>(
  { execute }: RpcDeps,
  caller: RequestContext,
  { method, useCase, idempotency, respond }: Command<M, Answer>,
): Promise<MessageShape<M['output']>> {
  const response = (answer: Answer) => create(method.output as M['output'], respond(answer));
  const executed = await execute(useCase, {
    tenantId: caller.tenantId,
    metadata: eventMetadata(caller),
    idempotency,
    record: (answer) => toJson(method.output, response(answer)),
    signal: caller.signal,
  });
  if ('refused' in executed) throw refusalError(executed.refused);
  if ('answer' in executed) return response(executed.answer);
  const recorded = fromJson(method.output, executed.replayed as JsonValue, { ignoreUnknownFields: true });
  return recorded as MessageShape<M['output']>;
}

/** A key of the caller. It holds for all commands, so using it for another one is using it for another request. */
export function callersKey<M extends DescMethodUnary>(
  caller: RequestContext,
  method: M,
  request: MessageShape<M['input']> & { readonly idempotencyKey: string },
): IdempotencyKey {
  const payload = [method.name, toJson(method.input, request)];
  return { scope: `user/${caller.actorId}`, key: request.idempotencyKey, fingerprint: fingerprint(payload) };
}
