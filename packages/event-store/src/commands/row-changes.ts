import { columnsOf, type Fields } from './columns.ts';

/**
 * A change of one row of the schema, as data. `table` is one of those that the schema's migrations gave `project_into`,
 * `key` its primary key without the tenant, whose column is the store's. Of an `insert` or `upsert`, what is not given is
 * null; of an `update` it stays as it is.
 */
export type RowChange =
  | {
      readonly change: 'insert' | 'upsert' | 'update';
      readonly table: string;
      readonly key: Fields;
      readonly values: Fields;
    }
  | { readonly change: 'delete'; readonly table: string; readonly key: Fields }
  /** Of rows that nothing else of the same append changes. */
  | { readonly change: 'encoded'; readonly rows: EncodedRows };

type OneRow = Exclude<RowChange, { readonly change: 'encoded' }>;

/** A new row. */
export function insertRow(table: string, key: Fields, values: Fields): RowChange {
  return { change: 'insert', table, key, values };
}

/** A row that takes the place of the one with its key, if there is one. */
export function upsertRow(table: string, key: Fields, values: Fields): RowChange {
  return { change: 'upsert', table, key, values };
}

/** Some columns of a row; nothing when there is none. */
export function updateRow(table: string, key: Fields, values: Fields): RowChange {
  return { change: 'update', table, key, values };
}

/** A row that goes; nothing when there is none. */
export function deleteRow(table: string, key: Fields): RowChange {
  return { change: 'delete', table, key };
}

/** Rows of one table, changed in one way. */
export interface RowBatch {
  readonly table: string;
  readonly change: OneRow['change'];
  /** JSON, each. */
  readonly rows: readonly string[];
}

/** Row changes as the SQL functions take them. */
export interface EncodedRows {
  readonly batches: readonly RowBatch[];
  /** Whether one row is changed several times, so that the order counts. */
  readonly ordered: boolean;
}

/** Changes of one row are joined where that says the same, and neighbours of the same kind share a statement. */
export function encodeRowChanges(changes: readonly RowChange[]): EncodedRows {
  if (changes.length === 0) return { batches: [], ordered: false };
  const encoded = changes.flatMap((change) => (change.change === 'encoded' ? [change.rows] : []));
  const { batches, ordered } = encodeEach(changes.filter((change) => change.change !== 'encoded'));
  return {
    batches: [...encoded.flatMap((rows) => rows.batches), ...batches],
    ordered: ordered || encoded.some((rows) => rows.ordered),
  };
}

function encodeEach(changes: readonly OneRow[]): EncodedRows {
  const batches: (RowBatch & { readonly rows: string[] })[] = [];
  const { distinct, ordered } = joined(changes);
  for (const { change, table, key, ...rest } of distinct) {
    const row = JSON.stringify(columnsOf('values' in rest ? { ...key, ...rest.values } : key));
    const last = batches.at(-1);
    if (last?.table === table && last.change === change) last.rows.push(row);
    else batches.push({ table, change, rows: [row] });
  }
  return { batches, ordered };
}

/** JSON of batches, each with further members. */
export function batchesJson(batches: readonly (RowBatch & object)[]): string {
  return `[${batches
    .map(({ rows, ...batch }) => `${JSON.stringify(batch).slice(0, -1)},"rows":[${rows.join()}]}`)
    .join()}]`;
}

/** An update joins what was written of its row before: an event that creates and three that change cost one insert. */
function joined(changes: readonly OneRow[]): { readonly distinct: OneRow[]; readonly ordered: boolean } {
  const byRow = new Map<string, OneRow>();
  const done: OneRow[] = [];
  for (const next of changes) {
    const row = `${next.table} ${JSON.stringify(next.key)}`;
    const before = byRow.get(row);
    if (before === undefined) {
      byRow.set(row, next);
    } else if (next.change === 'update' && before.change !== 'delete') {
      byRow.set(row, { ...before, values: { ...before.values, ...given(next.values) } });
    } else {
      // Everything so far stays before it.
      done.push(...byRow.values());
      byRow.clear();
      byRow.set(row, next);
    }
  }
  return { distinct: [...done, ...byRow.values()], ordered: done.length > 0 };
}

function given(values: Fields): Fields {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
