import type { Reader } from '@ameide/postgres';

/** Counts what a query finds, and no further than `most`. The query gets its values as $2 and on. */
export async function countUpTo(
  db: Reader,
  most: number,
  query: { readonly name: string; readonly text: string; readonly values: readonly unknown[] },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: `threads.count_${query.name}`,
    text: `select count(*)::int as count from (${query.text} limit $1) found`,
    values: [most, ...query.values],
  });
  return rows[0]!.count;
}
