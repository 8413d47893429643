import { csvLine, dollars } from '../../domain/usage/csv.ts';
import type { LedgerFilter, LedgerRow, LedgerUsage } from './ports.ts';

const ROWS_PER_PIECE = 1_000;

/** What a row says under which name. */
const COLUMNS: readonly (readonly [name: string, of: (row: LedgerRow) => string | number | bigint | boolean])[] = [
  ['called_at', (row) => row.calledAt],
  ['run_id', (row) => row.runId],
  ['step', (row) => row.step],
  ['attempt', (row) => row.attempt],
  ['kind', (row) => row.kind],
  ['user_id', (row) => row.userId],
  ['agent_id', (row) => row.agentId],
  ['thread_id', (row) => row.threadId],
  ['provider', (row) => row.provider],
  ['model', (row) => row.model],
  ['state', (row) => row.state],
  ['reason', (row) => row.reason],
  ['input_tokens', (row) => row.inputTokens],
  ['cache_read_tokens', (row) => row.cacheReadTokens],
  ['cache_write_tokens', (row) => row.cacheWriteTokens],
  ['output_tokens', (row) => row.outputTokens],
  ['reasoning_tokens', (row) => row.reasoningTokens],
  ['cost_nano_usd', (row) => row.costNanoUsd ?? ''],
  ['estimated', (row) => row.estimated],
];

/** The rows of the ledger as CSV, in pieces of whole lines; the first one is the header. */
export async function* exportUsage(
  ledger: LedgerUsage,
  which: LedgerFilter,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  yield csvLine([...COLUMNS.map(([name]) => name), 'cost_usd']);
  for (let after: LedgerRow | undefined; ; ) {
    signal.throwIfAborted();
    const rows = await ledger.rows(which, after, ROWS_PER_PIECE);
    if (rows.length > 0) yield rows.map(lineOf).join('');
    if (rows.length < ROWS_PER_PIECE) return;
    after = rows.at(-1);
  }
}

function lineOf(row: LedgerRow): string {
  const cost = row.costNanoUsd;
  // A number, but exact: a text cell would become a formula where it is negative.
  const line = csvLine(COLUMNS.map(([, of]) => of(row)));
  return `${line.slice(0, -2)},${cost === undefined ? '' : dollars(cost)}\r\n`;
}
