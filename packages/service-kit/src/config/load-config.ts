import type { output, ZodType } from 'zod';
import { ConfigError } from './config-error.ts';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a configuration once. An empty variable counts as one that is not set. Values are never repeated in a fault,
 * since they may be secrets.
 *
 * @returns a frozen value
 * @throws ConfigError that lists every fault
 */
export function loadConfig<S extends ZodType>(schema: S, env: Environment): Readonly<output<S>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  throw new ConfigError(
    result.error.issues.map(({ code, path, message }) => {
      const isMissing = code === 'invalid_type' && path.length === 1 && !Object.hasOwn(given, path[0]!);
      return `${path.join('.') || 'configuration'}: ${isMissing ? 'must be set' : message}`;
    }),
  );
}
