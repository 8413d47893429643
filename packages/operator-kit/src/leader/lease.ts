import type { StoredObject } from '../api/kube-object.ts';

/** The spec of a `coordination.k8s.io/v1` Lease. */
export interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string | null;
  readonly renewTime?: string | null;
  readonly leaseTransitions?: number;
}

export type Lease = StoredObject<LeaseSpec>;

export const LEASES = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
} as const;

/** A lease as it was last seen to change, by our own clock: clocks of other machines are not to be trusted. */
export interface LeaseSighting {
  readonly resourceVersion: string;
  /** Monotonic, in ms. */
  readonly changedAt: number;
}

/** Renew what is ours, take what nobody holds or what has not changed for its whole duration, wait for the rest. */
export function decideLease(
  lease: Lease | undefined,
  identity: string,
  sighting: LeaseSighting | undefined,
  now: number,
): 'acquire' | 'wait' {
  const { holderIdentity, leaseDurationSeconds = 15 } = lease?.spec ?? {};
  if (!holderIdentity || holderIdentity === identity) return 'acquire';
  const expired = sighting !== undefined && now - sighting.changedAt >= leaseDurationSeconds * 1_000;
  return expired ? 'acquire' : 'wait';
}

/** The spec to write. @param now RFC 3339 with microseconds */
export function leaseSpec(
  previous: LeaseSpec | undefined,
  options: { readonly identity: string; readonly durationSeconds: number; readonly now: string },
): LeaseSpec {
  const held = previous?.holderIdentity === options.identity;
  return {
    holderIdentity: options.identity,
    leaseDurationSeconds: options.durationSeconds,
    acquireTime: (held && previous?.acquireTime) || options.now,
    renewTime: options.now,
    leaseTransitions: (previous?.leaseTransitions ?? 0) + (previous === undefined || held ? 0 : 1),
  };
}
