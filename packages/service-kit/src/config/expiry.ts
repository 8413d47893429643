import { z } from 'zod';
import { seconds } from './seconds.ts';

const days = (fallback: number) => z.coerce.number().int().min(1).max(3_650).default(fallback);

/** When what a service keeps for a while goes. */
export const expiryEnvironment = {
  /** How often it is looked for. */
  EXPIRY_INTERVAL_SECONDS: seconds(3_600),
  /** How long a repeat of a command gets the first answer: a day is what contracts promise, and two are enough. */
  IDEMPOTENCY_RETENTION_HOURS: z.coerce.number().int().min(24).max(48).default(48),
  /** How long an event that could not be handled can be replayed. */
  DEAD_LETTER_RETENTION_DAYS: days(90),
};

const expiryEnvironmentSchema = z.object(expiryEnvironment);
export type ExpiryEnvironment = Readonly<z.output<typeof expiryEnvironmentSchema>>;

/** What holds where nothing else is said. */
export const DEFAULT_EXPIRY: ExpiryEnvironment = expiryEnvironmentSchema.parse({});
