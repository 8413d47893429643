import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { AmeideClient } from './client.ts';
import type { ConnectionOptions } from './connection.ts';
import { AmeideError } from './errors.ts';

const ID = '0190b1a0-0000-7000-8000-000000000001';

function refuse(code: Code, reason: string): ConnectError {
  const value = {
    reason,
    metadata: { fact: '1' },
    requestId: 'r-1',
    violations: [{ field: 'f', rule: 'r', message: 'm' }],
    conflict: { serverVersion: 7, operationIds: ['rename'], elementIds: ['Task_1'] },
  };
  return new ConnectError(`no: ${reason}`, code, undefined, [{ desc: ErrorDetailSchema, value }]);
}

/** A client of services that fail as told, one failure per attempt, and then work. */
function failing(failures: readonly (ConnectError | 'hang')[], options: Partial<ConnectionOptions> = {}) {
  const attempts: Headers[] = [];
  const begun = Promise.withResolvers<void>();
  const left = [...failures];
  const attempt = async (
    _request: unknown,
    { requestHeader, signal }: { requestHeader: Headers; signal: AbortSignal },
  ) => {
    attempts.push(new Headers(requestHeader));
    begun.resolve();
    const failure = left.shift();
    if (failure === 'hang')
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    if (failure !== undefined) throw failure;
    return {};
  };
  const transport = createRouterTransport((router) => {
    router.service(ChatQueryService, { getChat: attempt });
    router.service(ChatCommandService, { sendMessage: attempt });
    router.service(GraphPatchService, { applyPatch: attempt, rejectPatch: attempt });
    router.service(InferenceService, {
      async *generate(request, context) {
        await attempt(request, context);
        yield {
          frame: { index: 1, resumeToken: '1', payload: { case: 'status', value: { state: RunState.COMPLETED } } },
        };
      },
    });
  });
  const client = new AmeideClient({ transport, token: 'secret', retry: { baseMs: 0 }, ...options });
  return { client, attempts, begun: begun.promise };
}

async function errorOf(call: Promise<unknown>): Promise<AmeideError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AmeideError, `not an AmeideError: ${error}`);
  return error;
}

describe('errors', () => {
  it('are typed, with all that the service told', async () => {
    const { client } = failing([refuse(Code.Aborted, 'version_mismatch')]);
    const error = await errorOf(client.chatQueries.getChat({ threadId: ID }));
    const { code, reason, message, metadata, requestId, violations, conflict } = error;
    assert.deepEqual([code, reason, message], ['aborted', 'version_mismatch', 'no: version_mismatch']);
    assert.deepEqual([metadata, requestId], [{ fact: '1' }, 'r-1']);
    assert.deepEqual(
      violations.map(({ field, rule, message: problem }) => [field, rule, problem]),
      [['f', 'r', 'm']],
    );
    const { serverVersion, operationIds, elementIds } = conflict!;
    assert.deepEqual([serverVersion, operationIds, elementIds], [7, ['rename'], ['Task_1']]);
  });

  it('without a reason have their code as reason; a broken network is connection_lost', async () => {
    const plain = failing([new ConnectError('bad', Code.InvalidArgument)]);
    assert.equal((await errorOf(plain.client.chatQueries.getChat({ threadId: ID }))).reason, 'invalid_argument');
    const network = failing([new ConnectError('fetch failed', Code.Unknown)], { retry: { attempts: 1 } });
    const error = await errorOf(network.client.chatQueries.getChat({ threadId: ID }));
    assert.deepEqual([error.code, error.reason], ['unavailable', 'connection_lost']);
  });

  it('of a call that its caller aborts say so', async () => {
    const { client, attempts, begun } = failing(['hang']);
    const controller = new AbortController();
    const call = errorOf(client.chatQueries.getChat({ threadId: ID }, { signal: controller.signal }));
    await begun;
    controller.abort();
    assert.equal((await call).code, 'cancelled');
    assert.equal(attempts.length, 1);
  });
});

describe('retries', () => {
  const unavailable = [refuse(Code.Unavailable, 'server_stopping'), new ConnectError('reset', Code.Aborted)];

  it('repeat reads, and commands that carry a key, under one request id', async () => {
    const calls: ((client: AmeideClient) => Promise<unknown>)[] = [
      (client) => client.chatQueries.getChat({ threadId: ID }),
      (client) => client.chatCommands.sendMessage({ threadId: ID, idempotencyKey: 'k' }),
      (client) => client.graphPatches.applyPatch({ patchId: ID, correlationId: 'k' }),
    ];
    for (const call of calls) {
      const { client, attempts } = failing(unavailable);
      await call(client);
      assert.equal(attempts.length, 3);
      assert.equal(new Set(attempts.map((header) => header.get('x-request-id'))).size, 1);
    }
  });

  it('never repeat a command without a key, nor a refusal', async () => {
    for (const call of [
      (client: AmeideClient) => client.graphPatches.applyPatch({ patchId: ID }),
      (client: AmeideClient) => client.graphPatches.rejectPatch({ patchId: ID }),
    ]) {
      const { client, attempts } = failing(unavailable);
      assert.equal((await errorOf(call(client))).reason, 'server_stopping');
      assert.equal(attempts.length, 1);
    }
    for (const code of [Code.NotFound, Code.ResourceExhausted, Code.Internal, Code.PermissionDenied]) {
      const { client, attempts } = failing([refuse(code, 'no')]);
      await errorOf(client.chatQueries.getChat({ threadId: ID }));
      assert.equal(attempts.length, 1, Code[code]);
    }
  });

  it('end with the deadline, which holds for all attempts together', async () => {
    const { client, attempts } = failing(['hang'], { deadlineMs: 300 });
    assert.equal((await errorOf(client.chatQueries.getChat({ threadId: ID }))).code, 'deadline_exceeded');
    assert.equal(attempts.length, 1);
    assert.ok(Number(attempts[0]?.get('connect-timeout-ms')) <= 300);
  });

  it('end after the given number of attempts', async () => {
    const { client, attempts } = failing(
      Array.from({ length: 9 }, () => refuse(Code.Unavailable, 'down')),
      {
        retry: { baseMs: 0, attempts: 3 },
      },
    );
    assert.equal((await errorOf(client.chatQueries.getChat({ threadId: ID }))).reason, 'down');
    assert.equal(attempts.length, 3);
  });
});

describe('tokens', () => {
  it('sends no authorization without a token: then a cookie says who calls', async () => {
    const { client, attempts } = failing([], { token: undefined });
    await client.chatQueries.getChat({ threadId: ID });
    assert.equal(attempts[0]!.has('authorization'), false);
  });

  const expired = refuse(Code.Unauthenticated, 'token_expired');

  function rotating() {
    const asked: (string | undefined)[] = [];
    const token = async (previous?: string) => {
      asked.push(previous);
      return previous === undefined ? 'first' : 'second';
    };
    return { asked, token };
  }

  it('that have expired are asked for once more, for calls of any kind', async () => {
    for (const call of [
      (client: AmeideClient) => client.graphPatches.rejectPatch({ patchId: ID }),
      async (client: AmeideClient) => {
        for await (const { index } of client.generate({ threadId: ID })) assert.equal(index, 1);
      },
    ]) {
      const { asked, token } = rotating();
      const { client, attempts } = failing([expired], { token });
      await call(client);
      assert.deepEqual(asked, [undefined, 'first']);
      assert.deepEqual(
        attempts.map((header) => header.get('authorization')),
        ['Bearer first', 'Bearer second'],
      );
    }
  });

  it('that a gateway refuses, which knows no reasons, are asked for once more, too', async () => {
    const { asked, token } = rotating();
    const { client } = failing([new ConnectError('Jwt is expired', Code.Unauthenticated)], { token });
    await client.chatQueries.getChat({ threadId: ID });
    assert.deepEqual(asked, [undefined, 'first']);
  });

  it('are not asked for again and again', async () => {
    const { asked, token } = rotating();
    const { client } = failing([expired, expired, expired], { token });
    assert.equal((await errorOf(client.chatQueries.getChat({ threadId: ID }))).reason, 'token_expired');
    assert.equal(asked.length, 2);
    const fixed = failing([expired]);
    assert.equal((await errorOf(fixed.client.chatQueries.getChat({ threadId: ID }))).reason, 'token_expired');
    assert.equal(fixed.attempts.length, 1);
  });

  it('that cannot be had are the failure of the call, as their source tells it', async () => {
    const token = () => Promise.reject(new Error('signed out'));
    const { client, attempts } = failing([], { token });
    await assert.rejects(client.chatQueries.getChat({ threadId: ID }), { message: 'signed out' });
    assert.equal(attempts.length, 0);
  });
});
