import { type Aggregate, change, type Loaded } from '../commands/aggregate.ts';
import type { Command, CommandContext } from '../commands/command.ts';

import { deleteRow, insertRow, updateRow, upsertRow } from '../commands/row-changes.ts';
import type { ConformanceEnvironment } from './environment.ts';
import { TENANT } from './environment.ts';

/** An aggregate with rows, for the tests of commands. */
export type AccountEvent =
  | { readonly type: 'Opened'; readonly id: string; readonly owner: string }
  | { readonly type: 'Paid'; readonly id: string; readonly amount: number }
  | { readonly type: 'Closed'; readonly id: string };

export type Account = { readonly owner: string; readonly balance: number } | undefined;

export const accounts: Aggregate<Account, AccountEvent> = {
  name: 'account',
  initialState: undefined,
  evolve(state, event) {
    if (event.type === 'Opened') return { owner: event.owner, balance: 0 };
    if (event.type === 'Closed' || !state) return undefined;
    return { ...state, balance: state.balance + event.amount };
  },
  project: {
    Opened: ({ id, owner }) => [insertRow('accounts', { id }, { owner, balance: 0, notes: { opened: true } })],
    Paid: ({ id, amount }, state) => [
      updateRow('accounts', { id }, { balance: state?.balance, owner: undefined }),
      upsertRow('payments', { account_id: id, balance: state?.balance ?? 0 }, { amount }),
    ],
    Closed: ({ id }) => [deleteRow('accounts', { id })],
  },
  encode: ({ type, ...data }) => ({ type, data }),
  decode({ type, data }) {
    return type in accounts.project ? ({ type, ...data } as AccountEvent) : undefined;
  },
};

/** Creates the tables that accounts are projected into. */
export async function createAccountTables({ admin }: ConformanceEnvironment, schema: string): Promise<void> {
  // As a migration runs.
  await admin.query(`
    set local search_path = ${schema}, public;
    create table accounts (
      tenant_id text not null, id text not null, owner text, balance int, notes jsonb, primary key (tenant_id, id));
    create table payments (
      tenant_id text not null, account_id text not null, balance int not null, amount int not null,
      primary key (tenant_id, account_id, balance));
    create table cards (
      tenant_id text not null, id text not null, tier text not null default 'plain', note text, primary key (tenant_id, id));
    select isolate_tenants('accounts'), isolate_tenants('payments'), isolate_tenants('cards');
    select project_into('accounts', 'payments', 'cards');`);
}

/** Of acme, by ada, for as long as it takes. */
export function context(options: Partial<CommandContext> = {}): CommandContext {
  return { tenantId: TENANT, metadata: { actor: 'ada' }, signal: new AbortController().signal, ...options };
}

type Refused = { readonly reason: 'too_much' };

/** Pays into an account and answers its balance; refuses more than 100. */
export function pay(id: string, amount: number): Command<Loaded<Account, AccountEvent>, { balance: number }, Refused> {
  return {
    read: ({ load }) => load(accounts, id),
    decide(account) {
      const balance = (account.state?.balance ?? 0) + amount;
      if (balance > 100) return { refused: { reason: 'too_much' } };
      const opened: AccountEvent[] = account.state ? [] : [{ type: 'Opened', id, owner: 'ada' }];
      return { changes: [change(account, [...opened, { type: 'Paid', id, amount }])], answer: { balance } };
    },
  };
}
