import type { KubeObject, StoredObject } from '@ameide/operator-kit';
import { isInside } from '../fields/network.ts';
import type { WorkloadFields } from '../fields/workload.ts';
import { type AddressRanges, addressPeers, closedAddresses, openAddresses } from './address-ranges.ts';
import { CILIUM_POLICY } from './api-kinds.ts';
import { type Primitive, partOf, primitiveLabels } from './identity.ts';

/** What a name means now: its IPv4 addresses, and for how long that may be believed. */
export interface Resolution {
  readonly addresses: readonly string[];
  readonly ttlSeconds: number;
}

/** Looks a name up. Undefined if nobody says, or there is none of that name. */
export type ResolveHost = (host: string) => Promise<Resolution | undefined>;

/** Until when an address of a host may be called, in seconds since 1970, by host and address. */
export type KnownAddresses = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the hosts of a workload come to. */
export interface NamedHosts {
  readonly known: KnownAddresses;
  /** Without any address. */
  readonly unknown: readonly string[];
  /** At addresses that no workload may call: `erp.example.com (10.96.0.5)`. */
  readonly closed: readonly string[];
  /** When they have to be looked up again, in ms. */
  readonly againMs: number;
}

/** Of a NetworkPolicy: the addresses in it, so that they outlive the operator. */
const ADDRESSES = 'ameide.io/addresses';
/** How long an address stays after a name was last seen to have it: connections last, and names go round among addresses. */
const KEEP_SECONDS = 3600;
const MOST_ADDRESSES = 32;
const [SOONEST_SECONDS, LATEST_SECONDS] = [30, 300];

/** With what hosts are found. */
export interface FindHosts {
  readonly resolve: ResolveHost;
  readonly nowMs: number;
  readonly ranges: AddressRanges;
}

/** Looks up the hosts of a workload; undefined if it has none. @param policy its NetworkPolicy as it is */
export async function findHosts(
  { spec: { network } }: Primitive<WorkloadFields>,
  policy: StoredObject | undefined,
  { resolve, nowMs, ranges }: FindHosts,
): Promise<NamedHosts | undefined> {
  const names = (network?.hosts ?? []).map(({ host }) => host).filter((host) => !isInside(host));
  const hosts = [...new Set(names)].sort();
  if (hosts.length === 0) return undefined;
  const before = knownIn(policy);
  const now = Math.floor(nowMs / 1_000);
  const found = await Promise.all(hosts.map(async (host) => [host, await resolve(host)] as const));
  const isOpen = (address: string) => openAddresses(`${address}/32`, ranges).length > 0;
  const known = Object.fromEntries(
    found.map(([host, answer]) => {
      const all = remembered(before[host] ?? {}, answer, now);
      return [host, Object.fromEntries(Object.entries(all).filter(([address]) => isOpen(address)))];
    }),
  );
  const closed = found.flatMap(([host, answer]) => {
    const addresses = (answer?.addresses ?? []).filter((address) => !isOpen(address));
    return addresses.length === 0 ? [] : { host, addresses };
  });
  const ttl = Math.min(...found.map(([, answer]) => answer?.ttlSeconds ?? SOONEST_SECONDS));
  return {
    known,
    unknown: hosts.filter(
      (host) => Object.keys(known[host] ?? {}).length === 0 && !closed.some((each) => each.host === host),
    ),
    closed: closed.map(({ host, addresses }) => `${host} (${addresses.join(', ')})`),
    againMs: Math.min(Math.max(ttl, SOONEST_SECONDS), LATEST_SECONDS) * 1_000,
  };
}

/** What was seen stays for a while. It is written anew only when half of that is over, so that nothing is written for nothing. */
function remembered(before: Readonly<Record<string, number>>, answer: Resolution | undefined, now: number) {
  const until = (address: string) => {
    const known = before[address] ?? 0;
    return known > now + KEEP_SECONDS / 2 ? known : now + KEEP_SECONDS;
  };
  const fresh = (answer?.addresses ?? []).map((address) => [address, until(address)] as const);
  const older = Object.entries(before).filter(([, end]) => end > now);
  const all = [...new Map([...older, ...fresh])].sort(([, a], [, b]) => b - a).slice(0, MOST_ADDRESSES);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function knownIn(policy: StoredObject | undefined): KnownAddresses {
  try {
    return JSON.parse(policy?.metadata.annotations?.[ADDRESSES] ?? '{}') as KnownAddresses;
  } catch {
    return {};
  }
}

/** A NetworkPolicy that also lets the workload call these addresses: it knows nothing of names. */
export function withAddresses(
  policy: KubeObject,
  { spec: { network } }: Primitive<WorkloadFields>,
  { known }: NamedHosts,
  ranges: AddressRanges,
): KubeObject {
  const { egress = [], ...spec } = policy.spec as { readonly egress?: readonly object[] };
  const rules = (network?.hosts ?? []).flatMap(({ host, port }) => {
    const to = Object.keys(known[host] ?? {}).flatMap((address) => addressPeers(`${address}/32`, ranges));
    return to.length === 0 ? [] : [{ to, ports: [{ port, protocol: 'TCP' }] }];
  });
  const { metadata } = policy;
  const annotations = { ...metadata.annotations, [ADDRESSES]: JSON.stringify(known) };
  return { ...policy, metadata: { ...metadata, annotations }, spec: { ...spec, egress: [...egress, ...rules] } };
}

/** The same by names, for Cilium: it follows what DNS answers to the pods themselves, but not to where no workload may call. */
export function ciliumPolicy(primitive: Primitive<WorkloadFields>, ranges: AddressRanges): KubeObject {
  const hosts = (primitive.spec.network?.hosts ?? []).filter(({ host }) => !isInside(host));
  const dns = { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' };
  return {
    ...partOf(primitive, CILIUM_POLICY),
    spec: {
      endpointSelector: { matchLabels: primitiveLabels(primitive) },
      egress: [
        {
          toEndpoints: [{ matchLabels: dns }],
          toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
        },
        ...hosts.map(({ host, port }) => ({
          toFQDNs: [{ matchName: host }],
          toPorts: [{ ports: [{ port: String(port), protocol: 'TCP' }] }],
        })),
      ],
      egressDeny: [{ toCIDRSet: closedAddresses(ranges) }],
    },
  };
}
