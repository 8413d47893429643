import { setTimeout as delay } from 'node:timers/promises';
import { Connection, type ConnectionOptions, isGrpcServiceError } from '@temporalio/client';
import { createCircuit } from '../outside/circuit.ts';

const TIMEOUT_MS = 5_000;

/** Codes of gRPC. */
export const NOT_FOUND = 5;
export const ALREADY_EXISTS = 6;
/** INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED, UNAUTHENTICATED. */
const REFUSALS = [3, NOT_FOUND, ALREADY_EXISTS, 7, 9, 11, 12, 16];
/** DEADLINE_EXCEEDED, UNAVAILABLE. */
const SILENCE = [4, 14];
/** RESOURCE_EXHAUSTED: too many ask about one thing at this moment. */
const BUSY = 8;
/** When to ask again who was busy, in ms. */
const AGAIN_MS = [50, 200, 500];

/** What of the client's options matters here. */
export type TemporalConnection = Pick<ConnectionOptions, 'address' | 'apiKey' | 'tls'>;

/** A call's outcome; the code is gRPC's, the message for people. */
export type Answer<T> = { readonly value: T } | { readonly code: number; readonly message: string };

/** Calls of Temporal's gRPC API. */
export interface Calls {
  readonly connection: Connection;
  /** Asks within 5 s; while nobody answers, one at a time tries. @throws what is no answer of gRPC's, and so a fault of ours */
  ask<T>(signal: AbortSignal, call: (connection: Connection) => Promise<T>): Promise<Answer<T>>;
  close(): Promise<void>;
}

/** It connects when it is first asked, and again by itself. */
export function callsOf(options: TemporalConnection): Calls {
  const connection = Connection.lazy({
    ...options,
    // Who asks is requeued, and asks again later.
    interceptors: [],
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': TIMEOUT_MS },
  });
  const circuit = createCircuit<Answer<unknown>>({
    isFailure: (answer) => 'code' in answer && SILENCE.includes(answer.code),
    pauseMs: 2_000,
  });
  const askOnce = <T>(signal: AbortSignal, call: (to: Connection) => Promise<T>) =>
    circuit(() =>
      connection
        .withAbortSignal(signal, () => connection.withDeadline(Date.now() + TIMEOUT_MS, () => call(connection)))
        .then((value) => ({ value }), failed),
    ) as Promise<Answer<T>>;
  return {
    connection,
    async ask(signal, call) {
      let answer = await askOnce(signal, call);
      for (const pauseMs of AGAIN_MS) {
        if (!('code' in answer) || answer.code !== BUSY || signal.aborted) break;
        await delay(pauseMs * (0.5 + Math.random()));
        answer = await askOnce(signal, call);
      }
      return answer;
    },
    close: () => connection.close(),
  };
}

/** True of an answer that will be the same again; false where there was none, or one that says to come again. */
export function isRefusal(code: number): boolean {
  return REFUSALS.includes(code);
}

function failed(error: unknown): { code: number; message: string } {
  if (!isGrpcServiceError(error)) throw error;
  // gRPC says how to go on after this, and then often nothing.
  return { code: error.code, message: error.details.replace(/\s*Resolution note:\s*$/, '') };
}
