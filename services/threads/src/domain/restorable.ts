/** An artifact that was deleted can be restored for so long, and a chat where nothing else is configured. */
export const RESTORABLE_MS = 30 * 24 * 60 * 60 * 1000;

/** Whether something that was deleted, or was not, can be had again. Instants are milliseconds since 1970. */
export function isRestorable(deletedAt: number | undefined, now: number, forMs = RESTORABLE_MS): boolean {
  return deletedAt === undefined || now - deletedAt <= forMs;
}
