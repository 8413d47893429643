/**
 * What a row holds, by the names of the domain, of which SQL has its own spelling: `createdAt` is the column `created_at`.
 * Fields that end in `At` are instants, and may be milliseconds since 1970; undefined is not given. Values are JSON.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** The columns of fields; only their own names change, not those in their values. */
export function columnsOf(fields: Fields): Fields {
  const columns = Object.entries(fields).map(([field, value]) => {
    const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [column, column.endsWith('_at') && typeof value === 'number' ? new Date(value).toISOString() : value];
  });
  return Object.fromEntries(columns);
}

/** The fields of a row from a select or from `to_jsonb`: instants are milliseconds since 1970, and null is not there. */
export function fieldsOf<T>(row: object): T {
  const fields = Object.entries(row).flatMap(([column, value]) => {
    if (value === null) return [];
    const field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [[field, column.endsWith('_at') ? new Date(value).getTime() : value]];
  });
  return Object.fromEntries(fields);
}
