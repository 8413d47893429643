import { type EncodedChanges, encodedChanges } from '@ameide/event-store';
import { formatRef, type Ref } from '@ameide/graph-model';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { Caller } from './ports.ts';
import { type RecordedAnswer, recordAnswer, recordedAnswer } from './recorded-answer.ts';
import { isRefused, type Refused } from './refusal.ts';

/** What a thread has made of a request. */
export interface CommitDone {
  /** Null when there is nothing to store, as after a dry run or a rejection. */
  readonly changes: EncodedChanges | null;
  readonly answer: Uint8Array;
}

export interface CommitInTurn<Known> {
  readonly procedure: string;
  readonly model: Ref;
  readonly correlationId: string;
  /** What a repeat must be like; null when a repeat is answered anew. */
  readonly payload: unknown;
  /** The answer that was recorded; as this release records it unless given. */
  replay?(record: object): Uint8Array;
  read(): Promise<Known | Refused>;
  decide(known: Known, signal: AbortSignal): Promise<CommitDone | Refused>;
}

/**
 * Commits to a model, in turn with everybody else who works on it; the encoded answer. A repeat with the same correlation id
 * gets the recorded one.
 */
export async function commitInTurn<Known extends object>(
  deps: GraphpatchDeps,
  caller: Caller,
  { procedure, model, correlationId, payload, replay = replayed, read, decide }: CommitInTurn<Known>,
): Promise<Uint8Array | Refused> {
  const { artifactId, branch } = model;
  const idempotency =
    payload === null ? undefined : idempotencyOf<Uint8Array>(caller, procedure, correlationId, payload);
  const executed = await deps.inTurn(`${caller.tenantId}/${formatRef({ artifactId, branch })}`, () =>
    execute<Known | Refused, Uint8Array, { readonly notStored: Uint8Array }>(deps, caller, correlationId, {
      slow: true,
      idempotency: idempotency && {
        ...idempotency,
        record: recordAnswer,
        replay: (record) => replay(record as object),
      },
      read,
      async decide(known, signal) {
        const done = isRefused(known) ? known : await decide(known, signal);
        if (isRefused(done)) return done;
        if (done.changes === null) return { refused: { notStored: done.answer } };
        return { changes: encodedChanges(done.changes), answer: done.answer };
      },
    }),
  );
  if ('answer' in executed) return executed.answer;
  const { refused } = executed;
  return 'notStored' in refused ? refused.notStored : { refused };
}

const replayed = (record: object) => recordedAnswer(record as RecordedAnswer);
