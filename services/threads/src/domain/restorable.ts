/** What was deleted can be restored for so long. */
export const RESTORABLE_MS = 30 * 24 * 60 * 60 * 1000;

/** Whether something that was deleted, or was not, can be had again. Instants are milliseconds since 1970. */
export function isRestorable(deletedAt: number | undefined, now: number): boolean {
  return deletedAt === undefined || now - deletedAt <= RESTORABLE_MS;
}
