import { type Command, fingerprint, type IdempotencyKey, mapAnswer, type RunCommand } from '@ameide/event-store';
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
import type { Known } from '../app/ports.ts';
import type { Refusal } from '../domain/refusal.ts';
import { refusals } from './refusals.ts';

/** A command between its request and its response. */
export interface Answering<M extends DescMethodUnary, Answer> {
  readonly command: Command<Known, Answer, Refusal>;
  readonly idempotency: IdempotencyKey | undefined;
  readonly respond: (answer: Answer) => MessageInitShape<M['output']>;
}

/** Runs a command for the caller; a repeat gets the first response. @throws ServiceError see `refusals` */
export async function runCommand<M extends DescMethodUnary, Answer>(
  run: RunCommand,
  caller: RequestContext,
  { output }: M,
  { command, idempotency, respond }: Answering<M, Answer>,
): Promise<MessageShape<M['output']>> {
  type Response = MessageShape<M['output']>;
  const answering = mapAnswer(command, (answer) => create(output as M['output'], respond(answer)) as Response);
  const recorded = {
    record: (response: Response) => toJson(output, response),
    replay: (json: unknown) => fromJson(output, json as JsonValue, { ignoreUnknownFields: true }) as Response,
  };
  const executed = await run(
    { ...answering, idempotency: idempotency && { ...idempotency, ...recorded } },
    { tenantId: caller.tenantId, metadata: eventMetadata(caller), signal: caller.signal },
  );
  return refusals.accept(executed).answer;
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
