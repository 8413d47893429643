import { identifier, type Transaction, withTenant } from '@ameide/postgres';
import type { EventStore } from '../event-store.ts';
import { parseStreamName, type RecordedEvent } from '../events.ts';
import { type Aggregate, projected } from './aggregate.ts';
import { batchesJson, encodeRowChanges, type RowChange } from './row-changes.ts';

export interface RebuildOptions {
  readonly tenantId: string;
  // biome-ignore lint/suspicious/noExplicitAny: each aggregate's state and events are its own
  readonly aggregates: readonly Aggregate<any, any>[];
  /** What they project into, and nothing else writes. */
  readonly tables: readonly string[];
  /** Called with each part of the log before it is decoded. */
  readonly prepare?: (events: readonly RecordedEvent[], tx: Transaction) => Promise<void>;
  readonly signal?: AbortSignal;
}

const PAGE = 1000;

/**
 * Empties the read tables of one tenant and fills them again from the log, in one transaction; commands that write rows
 * wait for it. @returns how many events were read
 */
export async function rebuildTables(
  store: EventStore,
  { tenantId, aggregates, tables, prepare, signal }: RebuildOptions,
): Promise<number> {
  const names = tables.map((table) => `${store.schema}.${identifier(table)}`);
  const byName = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]));
  return withTenant(
    store.pool,
    tenantId,
    async (tx) => {
      await tx.query(`lock table ${names.join(', ')} in share row exclusive mode`);
      for (const name of names) await tx.query(`delete from ${name} where tenant_id = $1`, [tenantId]);
      let count = 0;
      let last: RecordedEvent | undefined;
      let state: unknown;
      for (;;) {
        const page = await store.readStreams(tenantId, { after: last, limit: PAGE, tx });
        await prepare?.(page, tx);
        const rows: RowChange[] = [];
        for (const recorded of page) {
          const aggregate = byName.get(parseStreamName(recorded.stream).aggregate);
          if (recorded.stream !== last?.stream) state = aggregate?.initialState;
          last = recorded;
          const event = aggregate?.decode(recorded);
          if (!aggregate || event === undefined) continue;
          state = aggregate.evolve(state, event);
          rows.push(...projected(aggregate, event, state));
        }
        count += page.length;
        await tx.query(
          `select ${store.schema}.apply_row_changes($1, b ->> 'table', b ->> 'change', b -> 'rows')
           from jsonb_array_elements($2::jsonb) b`,
          [tenantId, batchesJson(encodeRowChanges(rows).batches)],
        );
        if (page.length < PAGE) return count;
      }
    },
    signal && { signal },
  );
}
