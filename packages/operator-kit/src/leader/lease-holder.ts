import { hasStatus } from '../api/api-error.ts';
import type { StoredObject } from '../api/kube-object.ts';
import { collectionPath, objectPath } from '../api/resource.ts';
import type { ApiRequest, Transport } from '../api/transport.ts';
import { decideLease, LEASES, type Lease, type LeaseSighting, type LeaseSpec, leaseSpec } from './lease.ts';

/** Who wants which lease. */
export interface LeaseHolderOptions {
  readonly transport: Transport;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly durationSeconds: number;
}

/** One process's view of one lease. */
export interface LeaseHolder {
  /** Gets or renews the lease, if that is possible. @returns whether it is ours now @throws ApiError */
  attempt(timeoutMs: number): Promise<boolean>;
  /** The time since the last renewal was asked for, in ms. A clock that stands still while the machine sleeps is not believed. */
  ageMs(): number;
  /** Gives the lease back, if it is still ours. @throws ApiError */
  release(): Promise<void>;
}

export function createLeaseHolder(options: LeaseHolderOptions): LeaseHolder {
  const { transport, namespace, name, identity, durationSeconds } = options;
  let known: Lease | undefined;
  let sighting: LeaseSighting | undefined;
  let renewed = { monotonic: Number.NEGATIVE_INFINITY, wall: Number.NEGATIVE_INFINITY };

  const send = (request: Omit<ApiRequest, 'path'>, path = objectPath(LEASES, { name, namespace })) =>
    transport.request<Lease>({ ...request, path });
  const write = (lease: Lease | undefined, spec: LeaseSpec, timeoutMs: number) => {
    const { apiVersion, kind } = LEASES;
    if (lease !== undefined) return send({ method: 'PUT', timeoutMs, body: { ...lease, apiVersion, kind, spec } });
    const body = { apiVersion, kind, metadata: { name, namespace }, spec };
    return send({ method: 'POST', timeoutMs, body }, collectionPath(LEASES, namespace));
  };
  const look = async (timeoutMs: number) => {
    try {
      known = await send({ method: 'GET', timeoutMs });
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      known = undefined;
    }
    const { resourceVersion } = (known as StoredObject | undefined)?.metadata ?? {};
    if (resourceVersion === undefined) sighting = undefined;
    else if (sighting?.resourceVersion !== resourceVersion) {
      sighting = { resourceVersion, changedAt: performance.now() };
    }
  };

  return {
    async attempt(timeoutMs) {
      if (known?.spec?.holderIdentity !== identity) await look(timeoutMs);
      if (decideLease(known, identity, sighting, performance.now()) === 'wait') return false;
      const asked = { monotonic: performance.now(), wall: Date.now() };
      try {
        const now = new Date(asked.wall).toISOString().replace('Z', '000Z');
        known = await write(known, leaseSpec(known?.spec, { identity, durationSeconds, now }), timeoutMs);
      } catch (error) {
        known = undefined;
        if (hasStatus(error, 409) || hasStatus(error, 404)) return false;
        throw error;
      }
      renewed = asked;
      return true;
    },
    ageMs: () => Math.max(performance.now() - renewed.monotonic, Date.now() - renewed.wall),
    async release() {
      if (known?.spec?.holderIdentity !== identity) return;
      const lease = known;
      known = undefined;
      await write(lease, { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 }, 2_000);
    },
  };
}
