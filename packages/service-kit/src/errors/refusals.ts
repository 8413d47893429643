import { type Conflict, type ErrorCode, ServiceError } from './service-error.ts';

/** Why a command is not carried out. Data: the domain decides it, `rpc/` turns it into an error. */
export interface Refusal<Reason extends string = string> {
  /** Lower snake case, as in the contract. */
  readonly reason: Reason;
  /** For people; the table's sentence unless given. */
  readonly message?: string;
  /** Facts for clients. Never secrets. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What the command collides with; the table says `aborted` for such a reason. */
  readonly conflict?: Conflict;
}

/** What clients get for each reason: the code, and what to do in one sentence. */
export type RefusalTable<Reason extends string> = Readonly<Record<Reason, readonly [code: ErrorCode, message: string]>>;

/** What every table says of the refusals of `@ameide/event-store`'s runner of commands. */
export const commandRefusals = {
  idempotency_key_reused: [
    'already_exists',
    'This idempotency key belongs to another request. Use a new key for a new request.',
  ],
  version_conflict: ['aborted', 'Others kept changing the same thing meanwhile. Read it again and repeat the request.'],
} as const satisfies RefusalTable<string>;

/** Turns refusals of a service into errors, by its one table in `rpc/refusals.ts`. */
export interface Refusals<Reason extends string> {
  error(refusal: Refusal<Reason>): ServiceError;
  /** What a use case came to. @throws ServiceError when it was refused */
  accept<Outcome extends object>(
    outcome: Outcome | { readonly refused: Refusal<Reason> },
  ): Exclude<Outcome, { readonly refused: unknown }>;
}

export function createRefusals<Reason extends string>(table: RefusalTable<Reason>): Refusals<Reason> {
  const error = ({ reason, message, metadata = {}, conflict }: Refusal<Reason>) => {
    const [code, sentence] = table[reason];
    return new ServiceError(code, reason, message ?? sentence, { metadata, conflict });
  };
  return {
    error,
    accept(outcome) {
      if ('refused' in outcome) throw error(outcome.refused as Refusal<Reason>);
      return outcome as never;
    },
  };
}
