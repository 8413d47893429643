import type { UsageLine } from '../../domain/usage/reconcile.ts';

/** Which calls of models; what is undefined narrows nothing. Times in milliseconds since 1970. */
export interface LedgerFilter {
  readonly tenantId: string;
  readonly userId: string | undefined;
  readonly agentId: string | undefined;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly threadId: string | undefined;
  readonly calledAfter: number | undefined;
  readonly calledBefore: number | undefined;
}

/** What sums are made by. */
export interface LedgerGrouping {
  readonly time: 'day' | 'month' | undefined;
  /** The IANA name of the zone whose days are meant. */
  readonly timeZone: string;
  readonly user: boolean;
  readonly agent: boolean;
  readonly provider: boolean;
  readonly model: boolean;
}

/** Of what a sum is; empty where it is not summed up by that. */
export interface LedgerGroup {
  readonly time: string;
  readonly userId: string;
  readonly agentId: string;
  readonly provider: string;
  readonly model: string;
}

export interface LedgerSum extends LedgerGroup, Omit<UsageLine, 'day' | 'model'> {
  readonly runs: number;
  readonly calls: number;
  readonly failedCalls: number;
  readonly estimatedCalls: number;
  readonly unpricedCalls: number;
  readonly reasoningTokens: bigint;
}

/** A row of the ledger. */
export interface LedgerRow extends Omit<LedgerGroup, 'time'>, Omit<UsageLine, 'costNanoUsd' | 'day' | 'model'> {
  readonly id: string;
  /** Such as `2026-11-30T12:00:00.000000Z`. */
  readonly calledAt: string;
  readonly runId: string;
  readonly step: number;
  readonly attempt: number;
  readonly kind: string;
  readonly threadId: string;
  readonly state: string;
  readonly reason: string;
  readonly reasoningTokens: bigint;
  /** Undefined when nobody knew the price. */
  readonly costNanoUsd: bigint | undefined;
  readonly estimated: boolean;
}

/** What the ledger says. */
export interface LedgerUsage {
  /** The last day or month first. @param after the last group that was read; undefined for the first page */
  sums(which: LedgerFilter, by: LedgerGrouping, after: LedgerGroup | undefined, limit: number): Promise<LedgerSum[]>;
  /** Rows in the order of their calls. @param after the last one that was read */
  rows(which: LedgerFilter, after: Pick<LedgerRow, 'calledAt' | 'id'> | undefined, limit: number): Promise<LedgerRow[]>;
}
