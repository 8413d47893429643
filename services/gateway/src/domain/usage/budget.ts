/** How much may be used. Amounts are nano-dollars or tokens. */
export interface Budget {
  readonly scope: 'tenant' | 'user' | 'agent' | 'run';
  /** Of one user or agent; `*` for each that has none of its own, and for each run; empty for the tenant. */
  readonly scopeId: string;
  readonly unit: 'money' | 'tokens';
  readonly period: 'day' | 'month' | 'none';
  readonly kind: 'capped' | 'prepaid';
  readonly amount: bigint;
  /** Whether all that was held for a call is posted when nobody hears how it has ended. */
  readonly strict: boolean;
}

/** What is wrong with a budget, in a sentence for people; undefined when nothing is. */
export function budgetFault({ scope, scopeId, period, kind }: Budget): string | undefined {
  if ((scope === 'tenant') !== (scopeId === ''))
    return scope === 'tenant' ? 'A budget of the tenant has no scope id.' : 'Say whose budget it is, or * for each.';
  if (scope === 'run' && scopeId !== '*') return 'A budget of runs is for each run: its scope id is *.';
  if (kind === 'prepaid' && period !== 'none') return 'A prepaid budget has no period.';
  if (kind === 'prepaid' && scope === 'run') return 'A run has no prepaid budget.';
  if (kind === 'capped' && period === 'none' && scope !== 'run')
    return 'A budget that is not prepaid begins anew each day or each month.';
  return undefined;
}
