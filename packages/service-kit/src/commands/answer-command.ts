import {
  type Command,
  type CommandRefusal,
  fingerprint,
  type IdempotencyKey,
  mapAnswer,
  type RunCommand,
} from '@ameide/event-store';
import {
  create,
  type DescMethodUnary,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import type { Refusal, Refusals } from '../errors/index.ts';
import { eventMetadata } from '../rpc/event-metadata.ts';
import type { RequestContext } from '../rpc/request-context.ts';

/** A command between its request and its response. */
export interface Answering<M extends DescMethodUnary, Known, Answer, Refused> {
  readonly command: Command<Known, Answer, Refused>;
  readonly idempotency: IdempotencyKey | undefined;
  readonly respond: (answer: Answer) => MessageInitShape<M['output']>;
}

/** Runs commands for callers, see `createAnswerCommand`. */
export type AnswerCommand<Refused> = <M extends DescMethodUnary, Known, Answer>(
  run: RunCommand,
  caller: RequestContext,
  method: M,
  answering: Answering<M, Known, Answer, Refused>,
) => Promise<MessageShape<M['output']>>;

/**
 * What runs a service's commands: a repeat gets the first response, and whatever is refused becomes the error that the
 * service's table says.
 */
export function createAnswerCommand<Refused extends Refusal>(
  refusals: Refusals<(Refused | CommandRefusal)['reason']>,
): AnswerCommand<Refused> {
  return async <M extends DescMethodUnary, Known, Answer>(
    run: RunCommand,
    caller: RequestContext,
    { output }: M,
    { command, idempotency, respond }: Answering<M, Known, Answer, Refused>,
  ) => {
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
  };
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
