import { isInside } from '../fields/network.ts';
import type { WorkloadFields } from '../fields/workload.ts';
import { type AddressRanges, openAddresses } from './address-ranges.ts';
import type { Primitive } from './identity.ts';
import type { NamedHosts } from './named-hosts.ts';

/** What `network` asks to call and may not, for people: addresses, and names of hosts with theirs. */
export function refusedAddresses(
  { spec: { network } }: Primitive<WorkloadFields>,
  hosts: NamedHosts | undefined,
  ranges: AddressRanges,
): readonly string[] {
  const addresses = (network?.to ?? []).map(({ cidr }) => cidr);
  const names = (network?.hosts ?? []).map(({ host }) => host);
  const refused = [
    ...addresses.filter((cidr) => openAddresses(cidr, ranges).length === 0),
    ...names.filter(isInside),
    ...(hosts?.closed ?? []),
  ];
  return [...new Set(refused)];
}
