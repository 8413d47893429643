/**
 * A place in a log, between two events: `<transaction id>-<position>`. It stays valid for ever and may be stored and
 * sent; only `compareCursors` gives it an order.
 */
export type Cursor = string;

/** Before the first event. */
export const START: Cursor = '0-0';

/** Negative when `a` is before `b`, 0 when equal, positive when after. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const [x, y] = [parseCursor(a), parseCursor(b)];
  if (x.transactionId !== y.transactionId) return x.transactionId < y.transactionId ? -1 : 1;
  return x.position === y.position ? 0 : x.position < y.position ? -1 : 1;
}

/** @throws TypeError when the text is not a cursor. */
export function parseCursor(cursor: Cursor): { transactionId: bigint; position: bigint } {
  const match = /^(\d{1,20})-(\d{1,19})$/.exec(cursor);
  if (!match) throw new TypeError(`${JSON.stringify(cursor)} is not a cursor of an event log`);
  return { transactionId: BigInt(match[1]!), position: BigInt(match[2]!) };
}

export function formatCursor(transactionId: string, position: string | number): Cursor {
  return `${transactionId}-${position}`;
}
