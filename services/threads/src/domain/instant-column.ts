/** An instant, milliseconds since 1970, as a column takes it. */
export function instantColumn(at: number): string {
  return new Date(at).toISOString();
}
