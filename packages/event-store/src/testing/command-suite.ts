import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '@ameide/test-kit';
import { change, type Loaded } from '../commands/aggregate.ts';
import type { Command, CommandIdempotency, RunCommand } from '../commands/command.ts';
import { type EncodedChanges, encodeChanges, encodedChanges } from '../commands/encoded-changes.ts';
import { rebuildTables } from '../commands/rebuild.ts';
import { insertRow, updateRow } from '../commands/row-changes.ts';
import { createCommandRunner } from '../commands/run-command.ts';
import type { EventStore } from '../event-store.ts';
import { type NewEvent, streamName } from '../events.ts';
import { JsonText } from '../json-text.ts';
import { type Account, type AccountEvent, accounts, context, createAccountTables, pay } from './accounts.ts';
import { type ConformanceEnvironment, type ConformanceFactory, said, TENANT } from './environment.ts';

type KnownAccount = Loaded<Account, AccountEvent>;

export function commandSuite(factory: ConformanceFactory): void {
  describe('commands', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    let run: RunCommand;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
      run = createCommandRunner(store);
      await createAccountTables(environment, store.schema);
    });
    after(() => environment.close());

    const typesOf = async (id: string) =>
      (await store.readStream(TENANT, streamName('account', TENANT, id))).map(({ type }) => type);
    const rowsOf = async (table: 'accounts' | 'payments', id: string, tenant = TENANT) => {
      const { rows } = await environment.admin.query(
        `select to_jsonb(t) - 'tenant_id' as row from ${store.schema}.${table} t
         where tenant_id = $1 and ${table === 'accounts' ? 'id' : 'account_id'} = $2 order by balance`,
        [tenant, id],
      );
      return rows.map(({ row }) => row);
    };
    const balanceOf = async (id: string) => (await rowsOf('accounts', id))[0]?.balance;

    test('events and rows commit together, and the answer is the decided one', async () => {
      assert.deepEqual(await run(pay('one', 30), context()), { answer: { balance: 30 } });
      assert.deepEqual(await run(pay('one', 5), context()), { answer: { balance: 35 } });
      assert.deepEqual(await typesOf('one'), ['Opened', 'Paid', 'Paid']);
      const [opened] = await store.readStream(TENANT, streamName('account', TENANT, 'one'));
      assert.deepEqual(opened?.metadata, { actor: 'ada' });
      const notes = { opened: true };
      assert.deepEqual(await rowsOf('accounts', 'one'), [{ id: 'one', owner: 'ada', balance: 35, notes }]);
      assert.deepEqual(
        (await rowsOf('payments', 'one')).map(({ amount }) => amount),
        [30, 5],
      );
    });

    test('what was encoded elsewhere is appended as if it had been decided here', async () => {
      const encoded: Command<KnownAccount, { readonly text: string }, never> = {
        read: ({ load }) => load(accounts, 'encoded'),
        decide(account) {
          const paid = { type: 'Paid', id: 'encoded', amount: 7 } as const;
          const made = change(account, [{ type: 'Opened', id: 'encoded', owner: 'ada' }, paid]);
          const notes = updateRow('accounts', { id: 'encoded' }, { notes: { opened: true } });
          const elsewhere = structuredClone<EncodedChanges>(encodeChanges(TENANT, [made], [notes]));
          return { changes: encodedChanges(elsewhere), answer: { text: 'é"' } };
        },
        idempotency: {
          ...{ scope: 'ada/Pay', key: 'encoded', fingerprint: 'f' },
          record: (answer) => new JsonText(JSON.stringify(answer)),
        },
      };
      assert.deepEqual(await run(encoded, context()), { answer: { text: 'é"' } });
      assert.deepEqual(await run(encoded, context()), { answer: { text: 'é"' } });
      assert.deepEqual(await rowsOf('accounts', 'encoded'), [
        { id: 'encoded', owner: 'ada', balance: 7, notes: { opened: true } },
      ]);
      assert.equal((await rowsOf('payments', 'encoded')).length, 1);
      const events = await store.readStream(TENANT, streamName('account', TENANT, 'encoded'));
      assert.deepEqual(
        events.map(({ type, data, metadata }) => [type, data, metadata.actor]),
        [
          ['Opened', { id: 'encoded', owner: 'ada' }, 'ada'],
          ['Paid', { id: 'encoded', amount: 7 }, 'ada'],
        ],
      );
    });

    test('appends that are made at the same time are answered and change rows as if each were alone', async () => {
      const name = (id: string, tenant = TENANT) => streamName('account', tenant, `together-${id}`);
      const append = (
        id: string,
        { expected = 0, of = [said(1)], tenant = TENANT, key = `together-${id}`, fingerprint = 'f' } = {},
      ) =>
        store.append(tenant, {
          streams: [{ stream: name(id, tenant), expectedVersion: expected, events: of }],
          rows: [insertRow('accounts', { id: `together-${id}` }, { owner: id })],
          idempotency: { scope: 'ada/Pay', key, fingerprint, result: id },
        });
      const [first, again, late, theirs, repeat, reused, last] = await Promise.all([
        append('a', { of: [said(1), said(2)] }),
        append('a', { expected: 2, of: [said(3)], key: 'other', tenant: 'globex' }),
        append('b', { expected: 5 }),
        append('c', { tenant: 'globex' }),
        append('d', { key: 'together-a' }),
        append('e', { key: 'together-a', fingerprint: 'g' }),
        append('f', { of: [said(1), said(2), said(3)] }),
      ]);
      const ofGlobex = name('a', 'globex');
      const wrong = { outcome: 'refused', reason: 'wrong_expected_version', actual: 0 };
      assert.deepEqual(again, { ...wrong, stream: ofGlobex, expected: 2 });
      assert.deepEqual(late, { ...wrong, stream: name('b'), expected: 5 });
      assert.deepEqual(reused, { outcome: 'refused', reason: 'idempotency_key_reused' });
      assert.ok(first.outcome === 'appended' && theirs.outcome === 'appended' && last.outcome === 'appended');
      assert.deepEqual(repeat, { ...first, outcome: 'replayed', result: 'a' });
      const written = [
        [TENANT, 'a', first, 2],
        ['globex', 'c', theirs, 1],
        [TENANT, 'f', last, 3],
      ] as const;
      for (const [tenant, id, { cursor, versions }, version] of written) {
        const stream = name(id, tenant);
        assert.deepEqual(versions, { [stream]: version });
        const events = await store.readStream(tenant, stream);
        assert.deepEqual([events.length, events.at(-1)?.cursor], [version, cursor]);
        assert.equal((await rowsOf('accounts', `together-${id}`, tenant)).length, 1);
      }
      for (const id of ['b', 'd', 'e']) {
        assert.deepEqual([await typesOf(`together-${id}`), await rowsOf('accounts', `together-${id}`)], [[], []]);
      }
      assert.deepEqual(await rowsOf('accounts', 'together-a', 'globex'), []);
      // They are of no event of an account.
      await environment.admin.query(`delete from ${store.schema}.accounts where id like 'together-%'`);
    });

    test('rows go to the tenant of the command, and a deleted one goes', async () => {
      await run(pay('whose', 1), context());
      await run(pay('whose', 2), context({ tenantId: 'globex' }));
      assert.equal(await balanceOf('whose'), 1);
      assert.equal((await rowsOf('accounts', 'whose', 'globex'))[0]?.balance, 2);
      const close: Command<KnownAccount, object, never> = {
        read: ({ load }) => load(accounts, 'whose'),
        decide: (account) => ({ changes: [change(account, [{ type: 'Closed', id: 'whose' }])], answer: {} }),
      };
      await run(close, context());
      assert.deepEqual(await rowsOf('accounts', 'whose'), []);
      assert.equal((await rowsOf('accounts', 'whose', 'globex')).length, 1);
    });

    test('aggregates change all or none, as they were read, also one that only must not change', async () => {
      for (const id of ['from', 'to', 'guard']) await run(pay(id, 50), context());
      let attempts = 0;
      const transfer: Command<KnownAccount[], { guard: unknown }, never> = {
        read: async ({ load }) => [
          await load(accounts, 'from'),
          await load(accounts, 'to'),
          await load(accounts, 'guard'),
        ],
        async decide([from, to, guard]) {
          attempts += 1;
          // Somebody is faster, once.
          if (attempts === 1) await run(pay('guard', 1), context());
          return {
            changes: [
              change(from!, [{ type: 'Paid', id: 'from', amount: -12 }]),
              change(to!, [{ type: 'Paid', id: 'to', amount: 12 }]),
              change(guard!, []),
            ],
            answer: { guard: guard!.state?.balance },
          };
        },
      };
      assert.deepEqual(await run(transfer, context()), { answer: { guard: 51 } });
      assert.equal(attempts, 2);
      assert.deepEqual([await balanceOf('from'), await balanceOf('to'), await balanceOf('guard')], [38, 62, 51]);
    });

    test('concurrent commands are each decided on the state that they change', async () => {
      const results = await Promise.all(Array.from({ length: 8 }, () => run(pay('busy', 15), context())));
      assert.equal(results.filter((result) => 'answer' in result).length, 6);
      const refused = { refused: { reason: 'too_much' } };
      assert.deepEqual(
        results.filter((result) => 'refused' in result),
        [refused, refused],
      );
      assert.equal(await balanceOf('busy'), 90);
    });

    test('a repeat gets the recorded answer, also when the rule would refuse it now', async () => {
      const idempotency: CommandIdempotency<{ balance: number }> = {
        scope: 'ada/Pay',
        key: 'k1',
        fingerprint: 'f',
        record: ({ balance }) => [balance],
        replay: (recorded) => ({ balance: (recorded as number[])[0]! }),
      };
      for (const slow of [false, true]) {
        const id = `repeated-${slow}`;
        const command = { ...pay(id, 80), idempotency: { ...idempotency, key: id }, slow };
        const answers = await Promise.all(Array.from({ length: 10 }, () => run(command, context())));
        for (const answer of answers) assert.deepEqual(answer, { answer: { balance: 80 } });
        assert.deepEqual(await typesOf(id), ['Opened', 'Paid']);
        const other = { ...command, idempotency: { ...command.idempotency, fingerprint: 'g' } };
        assert.deepEqual(await run(other, context()), { refused: { reason: 'idempotency_key_reused' } });
      }
    });

    test('a repeat of a command that had nothing to do gets its answer, too', async () => {
      const idempotency = { scope: 'ada/Nothing', key: 'n', fingerprint: 'f' };
      const answering = (text: string): Command<undefined, string, never> => ({
        read: async () => undefined,
        decide: () => ({ changes: [], answer: text }),
        idempotency,
      });
      assert.deepEqual(await run(answering('first'), context()), { answer: 'first' });
      assert.deepEqual(await run(answering('second'), context()), { answer: 'first' });
    });

    test('an event that this release does not know holds up no command', async () => {
      await run(pay('newer', 10), context());
      const unknown: NewEvent = { type: 'Frozen', data: {} };
      const stream = streamName('account', TENANT, 'newer');
      await store.append(TENANT, { streams: [{ stream, expectedVersion: 'any', events: [unknown] }] });
      assert.deepEqual(await run(pay('newer', 10), context()), { answer: { balance: 20 } });
    });

    for (const slow of [false, true]) {
      test(`who always is too late is refused in the end (slow: ${slow})`, async () => {
        let attempts = 0;
        const late: Command<KnownAccount, object, never> = {
          slow,
          read: ({ load }) => load(accounts, `late-${slow}-${attempts}`),
          async decide(account) {
            attempts += 1;
            const id = account.id;
            await run(pay(id, 1), context());
            return { changes: [change(account, [{ type: 'Closed', id }])], answer: {} };
          },
        };
        const ended = await run(late, context());
        assert.deepEqual(ended, { refused: { reason: 'version_conflict', conflict: { serverVersion: 2 } } });
        assert.equal(attempts, 10);
      });
    }

    test("the caller's signal ends the attempts", async () => {
      const controller = new AbortController();
      const abandoned: Command<KnownAccount, object, never> = {
        read: ({ load }) => load(accounts, 'abandoned'),
        async decide(account) {
          await run(pay('abandoned', 1), context());
          if (account.version !== 0) controller.abort(new Error('enough'));
          return { changes: [change(account, [{ type: 'Closed', id: 'abandoned' }])], answer: {} };
        },
      };
      // The second attempt would wait for what the first one holds.
      await assert.rejects(run(abandoned, context({ signal: controller.signal })), /enough/);
      assert.ok(!(await typesOf('abandoned')).includes('Closed'));
    });

    test('what else is written commits with the events, may answer, and when it refuses nothing has happened', async () => {
      const paying = pay('written', 5);
      const writing = (ending: { answer: { balance: number } } | { refused: { reason: 'too_much' } } | undefined) => ({
        ...paying,
        idempotency: { scope: 'ada/Write', key: JSON.stringify(ending) ?? 'none', fingerprint: 'f' },
        async decide(known: KnownAccount, signal: AbortSignal) {
          const decided = await paying.decide(known, signal);
          if ('refused' in decided) return decided;
          const write = async (tx: Parameters<NonNullable<typeof decided.write>>[0]) => {
            await tx.query(`update ${store.schema}.accounts set owner = 'bob' where id = 'written'`);
            return ending;
          };
          return { ...decided, write };
        },
      });
      const refusing = { refused: { reason: 'too_much' } } as const;
      assert.deepEqual(await run(writing(refusing), context()), refusing);
      assert.deepEqual([await typesOf('written'), await rowsOf('accounts', 'written')], [[], []]);
      assert.deepEqual(await run(writing(undefined), context()), { answer: { balance: 5 } });
      const another = writing({ answer: { balance: -1 } });
      assert.deepEqual(await run(another, context()), { answer: { balance: -1 } });
      assert.deepEqual(await run(another, context()), { answer: { balance: 10 } });
      assert.equal((await rowsOf('accounts', 'written'))[0].owner, 'bob');
    });

    test('a command that locks before it reads has to wait for nobody twice', async () => {
      let attempts = 0;
      const locking: Command<KnownAccount, object, never> = {
        lock: async (tx) => void (await tx.query("select pg_advisory_xact_lock(hashtextextended('the lock', 0))")),
        read: ({ load }) => load(accounts, 'locked'),
        decide(account) {
          attempts += 1;
          return pay('locked', 1).decide(account, context().signal) as never;
        },
      };
      const ended = await Promise.all(Array.from({ length: 8 }, () => run(locking, context())));
      assert.deepEqual(new Set(ended.map((end) => JSON.stringify(end))).size, 8);
      assert.equal(attempts, 8);
    });

    test('a row that cannot be written fails its command only, of those that share a commit', async () => {
      const rows = {
        missing: insertRow('nowhere', { id: 1 }, {}),
        unknown: updateRow('accounts', { id: 'x' }, { no: 1 }),
      };
      const failing = (row: keyof typeof rows): Command<undefined, object, never> => ({
        read: async () => undefined,
        decide: () => ({ changes: [], rows: [rows[row]], answer: {} }),
      });
      const ends = await Promise.allSettled([
        run(pay('beside', 1), context()),
        run(failing('missing'), context()),
        run(failing('unknown'), context()),
        run(pay('next-to', 1), context()),
      ]);
      assert.deepEqual(
        ends.map((end) => (end.status === 'rejected' ? String(end.reason) : 'done')),
        [
          'done',
          `error: schema ${store.schema} projects into no table nowhere: see project_into`,
          'error: accounts has no column for {"no": 1}: see project_into',
          'done',
        ],
      );
    });

    test('a column that a row does not name has its default, as for a release that does not know it yet', async () => {
      const issue: Command<undefined, object, never> = {
        read: async () => undefined,
        decide: () => ({ changes: [], rows: [insertRow('cards', { id: 'first' }, {})], answer: {} }),
      };
      await run(issue, context());
      const { rows } = await environment.admin.query(`select tier, note from ${store.schema}.cards`);
      assert.deepEqual(rows, [{ tier: 'plain', note: null }]);
    });

    test('the log makes the rows of one tenant again', async () => {
      const everything = async () =>
        (
          await environment.admin.query(
            `select to_jsonb(t) as row from ${store.schema}.accounts t where owner = 'ada'
             union all select to_jsonb(t) from ${store.schema}.payments t order by 1`,
          )
        ).rows;
      await environment.admin.query(`update ${store.schema}.accounts set owner = 'ada'`);
      const before = await everything();
      assert.ok(before.length > 10);
      await environment.admin.query(
        `delete from ${store.schema}.payments; update ${store.schema}.accounts set balance = 7`,
      );
      const spoilt = await everything();
      const options = { aggregates: [accounts], tables: ['accounts', 'payments'] };
      assert.equal(await rebuildTables(store, { tenantId: 'initech', ...options }), 0);
      assert.deepEqual(await everything(), spoilt);
      const events = await rebuildTables(store, { tenantId: TENANT, ...options });
      await rebuildTables(store, { tenantId: 'globex', ...options });
      assert.deepEqual(await everything(), before);
      const { rows } = await environment.admin.query(
        `select count(*)::int from ${store.schema}.events where tenant_id = $1`,
        [TENANT],
      );
      assert.deepEqual(rows, [{ count: events }]);
    });

    test('a rebuild waits for a command that has not committed, and then has its rows', async () => {
      let rebuilt: Promise<number> | undefined;
      const paying = pay('meanwhile', 5);
      const slowly: typeof paying = {
        ...paying,
        async decide(known, signal) {
          const decided = await paying.decide(known, signal);
          if ('refused' in decided) return decided;
          const write = async () => {
            rebuilt = rebuildTables(store, {
              tenantId: TENANT,
              aggregates: [accounts],
              tables: ['accounts', 'payments'],
            });
            await until(() => someoneWaitsForATable(environment));
            return undefined;
          };
          return { ...decided, write };
        },
      };
      await run(slowly, context());
      await rebuilt;
      assert.equal(await balanceOf('meanwhile'), 5);
    });
  });
}

async function someoneWaitsForATable({ admin }: ConformanceEnvironment): Promise<boolean> {
  const { rowCount } = await admin.query(
    `select from pg_locks l join pg_database d on d.oid = l.database
     where not l.granted and l.locktype = 'relation' and d.datname = current_database()`,
  );
  return rowCount! > 0;
}
