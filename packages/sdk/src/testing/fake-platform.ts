import { ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { Code, ConnectError, createRouterTransport, type HandlerContext } from '@connectrpc/connect';
import { AmeideClient } from '../client.ts';
import type { RetryOptions } from '../retry.ts';
import type { TokenSource } from '../transport.ts';

/** How a connection of the fake platform ends after some frames, or that it leaves one out. */
export type Fault = 'reset' | 'server_stopping' | 'early_end' | 'gap' | 'silent' | 'expired' | 'refused';

/** Faults that a stream recovers from by itself, at once. */
export const FAULTS: readonly Fault[] = ['reset', 'server_stopping', 'early_end', 'gap'];

export const THREAD_ID = '0190b1a0-0000-7000-8000-000000000001';

interface Connection {
  /** Frames that are sent before the fault. */
  readonly frames: number;
  /** Frames that were sent before and are sent again. */
  readonly repeated: number;
  readonly fault: Fault;
}

interface FakePlatformOptions {
  /** How many frames the run has, or commits the model. */
  readonly frames: number;
  /** What becomes of the first connections; those after them work. */
  readonly plan: readonly Connection[];
  /** Frames up to this one are only to be had as a snapshot. */
  readonly trimmedTo?: number;
  readonly heartbeats?: boolean;
  readonly idleTimeoutMs?: number;
  readonly retry?: RetryOptions;
  readonly token?: TokenSource;
}

/** A client of services that really stream, over connections that break as told. */
export function fakePlatform(options: FakePlatformOptions) {
  const calls: string[] = [];
  const closed = Promise.withResolvers<void>();
  const plan = [...options.plan];
  const last = options.frames;

  /** Items after `after`, through the next connection of the plan. */
  async function* connect<T>(after: number, item: (index: number) => T, context: HandlerContext): AsyncGenerator<T> {
    context.signal.addEventListener('abort', () => closed.resolve());
    const connection = plan.shift();
    let sent = 0;
    for (let index = Math.max(1, after + 1 - (connection?.repeated ?? 0)); index <= last; index += 1) {
      if (connection !== undefined && sent >= connection.frames) {
        if (connection.fault !== 'gap') return yield* end(connection.fault, context.signal);
        index += 1;
      }
      if (index <= last) yield item(index);
      sent += 1;
    }
  }

  async function* frames(after: number, context: HandlerContext) {
    const { trimmedTo = 0, heartbeats = false } = options;
    const trimmed = after > 0 && after < trimmedTo;
    for await (const index of connect(trimmed ? trimmedTo - 1 : after, (number) => number, context)) {
      if (heartbeats) yield { frame: { index: index - 1, payload: { case: 'heartbeat' as const, value: {} } } };
      yield { frame: { index, resumeToken: String(index), payload: payload(index, trimmed && index === trimmedTo) } };
    }
  }

  function payload(index: number, isSnapshot: boolean) {
    if (isSnapshot) return { case: 'snapshot' as const, value: { text: 'so far' } };
    if (index === last) return { case: 'status' as const, value: { state: RunState.COMPLETED } };
    return { case: 'token' as const, value: { text: 'word ' } };
  }

  const delta = (version: number) => ({
    event: { case: 'delta' as const, value: { fromVersion: version - 1, toVersion: version } },
  });

  const transport = createRouterTransport((router) => {
    router.service(InferenceService, {
      generate(request, context) {
        calls.push(`generate ${request.idempotencyKey}`);
        return frames(0, context);
      },
      resume(request, context) {
        calls.push(`resume ${request.resumeToken}`);
        return frames(Number(request.resumeToken), context);
      },
    });
    router.service(ProjectionService, {
      async *watchProjection({ sinceVersion }, context) {
        calls.push(`watch ${sinceVersion ?? 'from a snapshot'}`);
        if (sinceVersion === undefined) yield { event: { case: 'snapshot', value: { version: 1 } } };
        yield* connect(sinceVersion ?? 1, delta, context);
      },
    });
  });
  const client = new AmeideClient({
    transport,
    token: options.token ?? 'a token',
    retry: { baseMs: 0, ...options.retry },
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
  });
  return { client, calls, closed: closed.promise };
}

async function* end(fault: Fault, signal: AbortSignal): AsyncGenerator<never> {
  switch (fault) {
    case 'reset':
      throw new ConnectError('socket hang up', Code.Aborted);
    case 'server_stopping':
      throw new ConnectError('stopping', Code.Unavailable, undefined, [
        { desc: ErrorDetailSchema, value: { reason: 'server_stopping' } },
      ]);
    case 'expired':
      throw new ConnectError('the token has expired', Code.Unauthenticated, undefined, [
        { desc: ErrorDetailSchema, value: { reason: 'token_expired' } },
      ]);
    case 'refused':
      throw new ConnectError('no such chat', Code.NotFound, undefined, [
        { desc: ErrorDetailSchema, value: { reason: 'thread_not_found' } },
      ]);
    case 'silent':
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return;
    default:
      return;
  }
}
