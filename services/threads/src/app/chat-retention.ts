/** How long a deleted chat can be had back before it is erased: days, and for some tenants other ones. */
export interface ChatRetention {
  readonly days: number;
  readonly daysOf: Readonly<Record<string, number>>;
}

export const DEFAULT_CHAT_RETENTION: ChatRetention = { days: 30, daysOf: {} };

const DAY_MS = 24 * 60 * 60 * 1000;

/** Of a tenant. */
export function retentionMs({ days, daysOf }: ChatRetention, tenantId: string): number {
  return (Object.hasOwn(daysOf, tenantId) ? daysOf[tenantId]! : days) * DAY_MS;
}
