import type { Transaction } from '@ameide/postgres';
import type { Budget } from '../../domain/usage/budget.ts';
import type { CallKey, EndedCall } from '../../domain/usage/model-call.ts';
import type { RunRef } from '../ports/runs.ts';

/** A budget that something does not fit. Money is in nano-dollars. */
export interface Shortage {
  readonly scope: 'tenant' | 'user' | 'agent' | 'run';
  readonly unit: 'money' | 'tokens';
  readonly period: 'day' | 'month' | 'none';
  /** How much may be used in the period. */
  readonly amount: bigint;
  /** What is neither used nor held. */
  readonly remaining: bigint;
  /** When the next period begins, in milliseconds since 1970; undefined where there is none. */
  readonly resetsAt: number | undefined;
}

/** A call that is about to be made. */
export interface PlannedCall extends CallKey {
  readonly provider: string;
  readonly model: string;
  /** No more can be read. */
  readonly maxInputTokens: number;
  /** What is likely to be read. */
  readonly inputTokens: number;
  /** What it may write for now. */
  readonly outputTokens: number;
}

export type Reservation =
  /** `granted` is undefined where no budget binds the call. */
  | { readonly granted: number | undefined }
  | { readonly shortage: Shortage }
  /** The run has ended, that call has, or nobody knows what the model costs. */
  | { readonly refused: 'run_ended' | 'call_ended' | 'model_without_price' };

export interface Extension {
  /** What the call may write in all. */
  readonly granted: number;
  /** Why that is not more. */
  readonly shortage: Shortage | undefined;
}

/** How far a call has come. */
export interface CallProgress extends RunRef, CallKey {
  readonly outputTokens: number;
}

/** What was used of a call beyond what had been held for it. */
export interface Overrun {
  readonly money: bigint;
  readonly tokens: bigint;
}

/** Holds of calls, balances, and the ledger: exact over all processes. */
export interface Holds {
  /** Whether budgets bind a user and an agent, and one of which nothing is left. */
  admit(
    tenantId: string,
    userId: string,
    agentId: string,
  ): Promise<{ metered: boolean; shortage: Shortage | undefined }>;
  /** Holds what a call may use, in all budgets that bind it or in none. A repeat answers the same. */
  reserve(run: RunRef, call: PlannedCall): Promise<Reservation>;
  /** Holds more for a call, or as much as there is. @param seen tokens of its answer so far; undefined when nothing is held for it any more */
  extend(run: RunRef, call: CallKey, more: number, seen: number): Promise<Extension | undefined>;
  /** Posts what calls have used, each once. */
  settle(tx: Transaction, runId: string, calls: readonly EndedCall[]): Promise<readonly Overrun[]>;
  /** The same, in a transaction of its own. */
  settleNow(run: RunRef, calls: readonly EndedCall[]): Promise<readonly Overrun[]>;
  /** Keeps how far calls have come, so that their holds go on. */
  refresh(calls: readonly CallProgress[]): Promise<void>;
  /** Settles holds of all tenants that nobody has refreshed, at most `limit`. Answers how many those were. */
  expire(limit: number): Promise<number>;
}

/** A budget, as it is kept. */
export interface StoredBudget extends Budget {
  readonly id: string;
}

/** What is left of a budget that binds somebody. */
export interface Balance {
  readonly budget: StoredBudget;
  readonly posted: bigint;
  readonly held: bigint;
  /** When the next period begins, in milliseconds since 1970; undefined where there is none. */
  readonly resetsAt: number | undefined;
}

/** Budgets by tenant. */
export interface Budgets {
  /** Replaces the one for the same scope, unit and period. */
  set(tenantId: string, budget: StoredBudget): Promise<StoredBudget>;
  /** By id. @param after the last id that was read */
  list(tenantId: string, after: string | undefined, limit: number): Promise<readonly StoredBudget[]>;
  /** False when there is none. */
  delete(tenantId: string, budgetId: string): Promise<boolean>;
  /** Pays in, once for a key. */
  topUp(
    tenantId: string,
    payment: { readonly budgetId: string; readonly amount: bigint; readonly key: string; readonly paidBy: string },
  ): Promise<StoredBudget | 'budget_not_found' | 'budget_not_prepaid'>;
  /** What binds a user whom an agent answers, the tightest first. */
  balances(tenantId: string, userId: string, agentId: string): Promise<readonly Balance[]>;
}
