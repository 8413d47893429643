/** Where clouds tell every machine who it is, and by which credentials it works: no pod has any business there. */
const LINK_LOCAL = { cidr: '169.254.0.0/16', first16Bits: (169 << 8) + 254 };

/**
 * Addresses outside of the cluster as peers of a NetworkPolicy, without those that are link-local. None if all are: then
 * leave the rule out, since one without peers allows everything.
 *
 * @param cidr `203.0.113.0/24`
 */
export function addressPeers(cidr: string): readonly { readonly ipBlock: object }[] {
  const [address = '', prefix = ''] = cidr.split('/');
  const [first = 0, second = 0] = address.split('.').map(Number);
  const common = 16 - Math.min(Number(prefix), 16);
  const meets = ((first << 8) + second) >> common === LINK_LOCAL.first16Bits >> common;
  if (!meets) return [{ ipBlock: { cidr } }];
  return common === 0 ? [] : [{ ipBlock: { cidr, except: [LINK_LOCAL.cidr] } }];
}
