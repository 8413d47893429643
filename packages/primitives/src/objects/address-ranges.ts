import { BlockList, isIPv6 } from 'node:net';

/** What a platform says of addresses, as CIDRs. */
export interface AddressRanges {
  /** Where its own pods, Services and nodes are: no workload calls them as if they were outside. */
  readonly cluster: readonly string[];
  /** Private addresses that are outside of it and may be called all the same: `10.20.0.0/16`. */
  readonly reachable: readonly string[];
}

/**
 * What no platform opens: the pod's own machine, everybody, and where clouds tell a machine who it is and by which
 * credentials it works.
 */
const NEVER = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '224.0.0.0/4',
  '::/127',
  'fe80::/10',
  'fd00:ec2::254/128',
  'ff00::/8',
] as const;

/** Addresses that are not on the internet; the last ones stand for such ones of IPv4. */
const PRIVATE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '240.0.0.0/4',
  'fc00::/7',
  '64:ff9b::/96',
] as const;

/** Addresses without some of them: `except` is within `cidr`, and none of it is in another one of `except`. */
export interface AddressBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/**
 * Addresses outside of the cluster as peers of a NetworkPolicy, without those that no workload may call. None if all are:
 * then leave the rule out, since one without peers allows everything.
 *
 * @param cidr `203.0.113.0/24`
 */
export function addressPeers(cidr: string, ranges: AddressRanges): readonly { readonly ipBlock: AddressBlock }[] {
  return openAddresses(cidr, ranges).map((ipBlock) => ({ ipBlock }));
}

/** What of these addresses a workload may call: nothing if they are all the cluster's, private or nobody's. */
export function openAddresses(cidr: string, { cluster, reachable }: AddressRanges): readonly AddressBlock[] {
  const closed = [...NEVER, ...cluster];
  const opened = reachable.flatMap((range) => common(cidr, range));
  return [cidr, ...opened].flatMap((each, index) => without(each, index === 0 ? [...closed, ...PRIVATE] : closed));
}

/** What no workload may call, whatever it is called by. */
export function closedAddresses({ cluster, reachable }: AddressRanges): readonly AddressBlock[] {
  const always = [...NEVER, ...cluster].map((cidr) => ({ cidr }));
  return [...always, ...PRIVATE.flatMap((cidr) => without(cidr, reachable))];
}

/** @returns one or nothing */
function without(cidr: string, ranges: readonly string[]): readonly AddressBlock[] {
  if (ranges.some((range) => contains(range, cidr))) return [];
  const within = [...new Set(ranges)].filter((range) => contains(cidr, range));
  const except = within.filter((range) => !within.some((other) => other !== range && contains(other, range)));
  return [except.length === 0 ? { cidr } : { cidr, except }];
}

function common(one: string, other: string): readonly string[] {
  if (contains(one, other)) return [other];
  return contains(other, one) ? [one] : [];
}

/** True if all of `inner` is in `outer`. */
function contains(outer: string, inner: string): boolean {
  const [range, address] = [parsed(outer), parsed(inner)];
  if (range.family !== address.family || range.prefix > address.prefix) return false;
  const list = new BlockList();
  list.addSubnet(range.address, range.prefix, range.family);
  return list.check(address.address, address.family);
}

function parsed(cidr: string) {
  const [address = '', prefix] = cidr.split('/');
  const family = isIPv6(address) ? ('ipv6' as const) : ('ipv4' as const);
  return { address, prefix: Number(prefix), family };
}
