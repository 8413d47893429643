import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Budget, budgetFault } from './budget.ts';

const monthly: Budget = {
  ...{ scope: 'user', scopeId: '*', unit: 'money', period: 'month', kind: 'capped', amount: 5n, strict: false },
};

it('a budget says whose it is, and begins anew unless it is prepaid or of a run', () => {
  const right: Partial<Budget>[] = [
    {},
    { scopeId: 'ada' },
    { scope: 'tenant', scopeId: '' },
    { kind: 'prepaid', period: 'none' },
    { scope: 'run', period: 'none' },
  ];
  for (const budget of right)
    assert.equal(budgetFault({ ...monthly, ...budget }), undefined, JSON.stringify({ ...budget }));
  const wrong: Partial<Budget>[] = [
    { scopeId: '' },
    { scope: 'tenant', scopeId: 'ada' },
    { kind: 'prepaid' },
    { period: 'none' },
    { scope: 'run', scopeId: 'one' },
    { scope: 'run', period: 'none', kind: 'prepaid' },
  ];
  for (const budget of wrong)
    assert.notEqual(budgetFault({ ...monthly, ...budget }), undefined, JSON.stringify(budget));
});
