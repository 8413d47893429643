import type { Identity } from '../auth/identity.ts';
import { ServiceError } from '../errors/service-error.ts';

/** Streams of people that may be open at a time in one process, over all its services. */
export interface StreamLimits {
  /** Of one person; 64 unless given. */
  readonly perUser?: number;
  /** Of all the people of one tenant; 1,000 unless given. */
  readonly perTenant?: number;
}

const DEFAULT_PER_USER = 64;
const DEFAULT_PER_TENANT = 1_000;
/** When to look again whether a stream has ended. */
const RETRY_AFTER_MS = 1_000;

/**
 * Takes places for streams. Services that call for a person take none, since what they open is limited where the person
 * asked for it.
 * @returns takes a place, which is given back when the signal is aborted; the signal of a call is, however the call ends.
 * @throws ServiceError resource_exhausted `rate_limited`, whose metadata say the `dimension` (streams), the `scope` (user, tenant) and the `limit`
 */
export function createStreamLimit({
  perUser = DEFAULT_PER_USER,
  perTenant = DEFAULT_PER_TENANT,
}: StreamLimits = {}): (caller: Identity, signal: AbortSignal) => void {
  const open = new Map<string, number>();
  return ({ caller, tenantId, actorId }, signal) => {
    if (caller === 'internal' || signal.aborted) return;
    const places = [
      { key: JSON.stringify([tenantId, actorId]), limit: perUser, of: 'user' },
      { key: JSON.stringify([tenantId]), limit: perTenant, of: 'tenant' },
    ] as const;
    for (const { key, limit, of } of places) if ((open.get(key) ?? 0) >= limit) throw tooManyStreams(of, limit);
    for (const { key } of places) open.set(key, (open.get(key) ?? 0) + 1);
    const giveBack = () => {
      for (const { key } of places) {
        const left = open.get(key)! - 1;
        if (left > 0) open.set(key, left);
        else open.delete(key);
      }
    };
    signal.addEventListener('abort', giveBack, { once: true });
  };
}

function tooManyStreams(of: 'user' | 'tenant', limit: number): ServiceError {
  const whose = of === 'user' ? 'You have' : 'Your tenant has';
  const message = `${whose} ${limit} streams open, which is the limit. Close some first.`;
  return new ServiceError('resource_exhausted', 'rate_limited', message, {
    metadata: { dimension: 'streams', scope: of, limit: String(limit), retry_after_ms: String(RETRY_AFTER_MS) },
  });
}
