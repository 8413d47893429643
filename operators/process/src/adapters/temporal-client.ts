import { setTimeout as delay } from 'node:timers/promises';
import { createCircuit } from '@ameide/primitives/outside';
import { Connection, type ConnectionOptions, isGrpcServiceError } from '@temporalio/client';
import type { Failure, Temporal, View } from '../ports.ts';
import { workerDeployment } from './worker-deployment.ts';

const TIMEOUT_MS = 5_000;
const IDENTITY = 'ameide-process-operator';

/** Codes of gRPC. */
const NOT_FOUND = 5;
/** INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED, UNAUTHENTICATED. */
const REFUSALS = [3, NOT_FOUND, 6, 7, 9, 11, 12, 16];
/** DEADLINE_EXCEEDED, UNAVAILABLE. */
const SILENCE = [4, 14];
/** RESOURCE_EXHAUSTED: too many ask about one deployment at this moment. */
const BUSY = 8;
/** When to ask again who was busy, in ms. */
const AGAIN_MS = [50, 200, 500];

/** What of the client's options matters here. */
export type TemporalConnection = Pick<ConnectionOptions, 'address' | 'apiKey' | 'tls'>;

/** A call's outcome. */
type Answer<T> = { readonly value: T } | { readonly code: number; readonly message: string };

/**
 * Temporal behind its gRPC API, of a server with Worker Deployments (1.28 or newer). It connects when it is first asked, and
 * again by itself.
 */
export function temporalClient(options: TemporalConnection): Temporal & { close(): Promise<void> } {
  const connection = Connection.lazy({
    ...options,
    // Who asks is requeued, and asks again later.
    interceptors: [],
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': TIMEOUT_MS },
  });
  const { workflowService } = connection;
  const circuit = createCircuit<Answer<unknown>>({
    isFailure: (answer) => 'code' in answer && SILENCE.includes(answer.code),
    pauseMs: 2_000,
  });
  const askOnce = <T>(signal: AbortSignal, call: () => Promise<T>) =>
    circuit(() =>
      connection
        .withAbortSignal(signal, () => connection.withDeadline(Date.now() + TIMEOUT_MS, call))
        .then((value) => ({ value }), failed),
    ) as Promise<Answer<T>>;
  const ask = async <T>(signal: AbortSignal, call: () => Promise<T>) => {
    let answer = await askOnce(signal, call);
    for (const pauseMs of AGAIN_MS) {
      if (!('code' in answer) || answer.code !== BUSY || signal.aborted) break;
      await delay(pauseMs * (0.5 + Math.random()));
      answer = await askOnce(signal, call);
    }
    return answer;
  };

  return {
    async look({ namespace, deployment }, signal): Promise<View> {
      const there = await ask(signal, () => workflowService.describeNamespace({ namespace }));
      if ('code' in there) return there.code === NOT_FOUND ? { state: 'namespace_missing' } : failure(there);
      const known = await ask(signal, () =>
        workflowService.describeWorkerDeployment({ namespace, deploymentName: deployment }),
      );
      if ('value' in known) return { state: 'found', deployment: workerDeployment(known.value) };
      if (known.code !== NOT_FOUND) return failure(known);
      return { state: 'found', deployment: { versions: [], token: new Uint8Array() } };
    },
    async makeCurrent({ namespace, deployment }, version, token, signal) {
      const request = { namespace, deploymentName: deployment, buildId: version, conflictToken: token };
      const answer = await ask(signal, () =>
        workflowService.setWorkerDeploymentCurrentVersion({ ...request, identity: IDENTITY }),
      );
      return 'code' in answer ? failure(answer) : undefined;
    },
    close: () => connection.close(),
  };
}

/** @throws what is no answer of gRPC's, and so a fault of ours */
function failed(error: unknown): { code: number; message: string } {
  if (!isGrpcServiceError(error)) throw error;
  // gRPC says how to go on after this, and then often nothing.
  return { code: error.code, message: error.details.replace(/\s*Resolution note:\s*$/, '') };
}

function failure({ code, message }: { readonly code: number; readonly message: string }): Failure {
  return { state: REFUSALS.includes(code) ? 'refused' : 'unreachable', message };
}
