import type { Refusal } from '@ameide/service-kit/errors';
import type { Shortage } from './ports.ts';

const WHOSE: Readonly<Record<Shortage['scope'], string>> = {
  tenant: 'The budget of your organisation',
  user: 'Your budget',
  agent: 'The budget of this agent',
  run: 'The budget of one answer',
};
const WHEN: Readonly<Record<Shortage['period'], string>> = { day: ' for today', month: ' for this month', none: '' };

/** Why a model may not be called, or not go on: facts for clients, and a sentence for people. */
export function budgetExceeded(shortage: Shortage): Refusal<'budget_exceeded'> {
  const { scope, unit, period, amount, remaining, resetsAt } = shortage;
  const resets = resetsAt === undefined ? undefined : new Date(resetsAt).toISOString();
  const left = remaining > 0n ? 'does not suffice' : 'is used up';
  const then = resets === undefined ? 'ask an administrator for more' : `there is more at ${resets}`;
  return {
    reason: 'budget_exceeded',
    message: `${WHOSE[scope]}${WHEN[period]} ${left}; ${then}.`,
    metadata: {
      ...{ scope, unit, period, limit: String(amount), remaining: String(remaining) },
      ...(resets !== undefined && { resets_at: resets }),
    },
  };
}
