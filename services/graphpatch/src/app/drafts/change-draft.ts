import { type EncodedChanges, encodedChanges } from '@ameide/event-store';
import { formatRef, type Ref } from '@ameide/graph-model';
import type { GraphpatchDeps } from '../deps.ts';
import { execute, idempotencyOf } from '../execute.ts';
import type { Caller } from '../ports.ts';
import { recordAnswer, recordedAnswer } from '../recorded-answer.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { DraftMoved, type DraftUpdate } from './ports.ts';

/** What a request comes to. */
export interface DraftDone {
  readonly answer: Uint8Array;
  /** Absent when nothing is stored, as after a rejection. */
  readonly update?: DraftUpdate;
  /** What commits with it. */
  readonly changes?: EncodedChanges | null;
}

export interface DraftChange<Known> {
  readonly procedure: string;
  readonly model: Ref;
  /** Whether everybody who changes the model takes turns, and not only the person's devices. */
  readonly ofModel?: boolean;
  /** Makes a repeat safe; empty for none. */
  readonly correlationId: string;
  /** What a repeat must be like. */
  readonly payload: unknown;
  read(): Promise<Known | Refused>;
  decide(known: Known, signal: AbortSignal): Promise<DraftDone | Refused>;
}

/** Changes of the same draft from several devices make each other begin again; so often at most. */
const ATTEMPTS = 10;

const moved = { isMoved: true } as const;

/** Changes the caller's draft: all of it or nothing, on the draft as it was read; the encoded answer. */
export async function changeDraft<Known extends object>(
  deps: GraphpatchDeps,
  caller: Caller,
  { procedure, model, ofModel = false, correlationId, payload, read, decide }: DraftChange<Known>,
): Promise<Uint8Array | Refused> {
  const { tenantId, actorId } = caller;
  const { artifactId, branch } = model;
  const key = `${tenantId}/${formatRef({ artifactId, branch })}`;
  const idempotency = idempotencyOf<Uint8Array>(caller, procedure, correlationId, payload);
  const once = () =>
    execute<Known | Refused, Uint8Array, { readonly notStored: Uint8Array } | typeof moved>(
      deps,
      caller,
      correlationId,
      {
        slow: true,
        idempotency: idempotency && {
          ...idempotency,
          record: recordAnswer,
          replay: (record) => recordedAnswer(record as { readonly response: string }),
        },
        read,
        async decide(known, signal) {
          const done = isRefused(known) ? known : await decide(known, signal);
          if (isRefused(done)) return done;
          const { update, changes, answer } = done;
          if (!update) return { refused: { notStored: answer } };
          return {
            changes: changes ? encodedChanges(changes) : [],
            answer,
            write: async (tx) => ((await deps.draftRows.store(tx, tenantId, update)) ? undefined : { refused: moved }),
          };
        },
      },
    ).catch((error: unknown) => {
      if (error instanceof DraftMoved) return { refused: moved };
      throw error;
    });
  return deps.inTurn(ofModel ? key : `${key} ${actorId}`, async () => {
    for (let attempt = 1; ; attempt++) {
      const executed = await once();
      if ('answer' in executed) return executed.answer;
      const { refused } = executed;
      if ('notStored' in refused) return refused.notStored;
      if (!('isMoved' in refused)) return { refused };
      if (attempt === ATTEMPTS) return refuse('draft_conflict', undefined, { conflict: { serverVersion: 0 } });
    }
  });
}
