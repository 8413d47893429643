import { type Expiry, startExpiry } from '@ameide/event-store';
import type pg from 'pg';
import type { ExpiryEnvironment } from '../config/index.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ServiceDeclaration } from './declaration.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Removes from a service's schema what has expired, on a schedule; undefined for one that keeps nothing of that kind. */
export function startServiceExpiry(
  { schema, publishes, follows, expires }: ServiceDeclaration,
  pool: pg.Pool,
  environment: ExpiryEnvironment,
  logger: Logger,
): Expiry | undefined {
  const { EXPIRY_INTERVAL_SECONDS, IDEMPOTENCY_RETENTION_HOURS, DEAD_LETTER_RETENTION_DAYS } = environment;
  const expiring = [
    ...(publishes === undefined ? [] : [{ by: 'expire_idempotency', afterMs: IDEMPOTENCY_RETENTION_HOURS * HOUR_MS }]),
    ...(follows.length === 0 ? [] : [{ by: 'expire_dead_letters', afterMs: DEAD_LETTER_RETENTION_DAYS * DAY_MS }]),
    ...expires.map(({ by, afterDays }) => ({ by, afterMs: afterDays * DAY_MS })),
  ];
  if (expiring.length === 0) return undefined;
  const onError = (err: unknown) => logger.warn({ err }, 'what has expired cannot be removed');
  return startExpiry({ pool, schema, expiring, everyMs: EXPIRY_INTERVAL_SECONDS * 1_000, onError });
}
