import { debianPackage } from './debian-package.ts';

/** What runs containers on a node, and what gives them a network. */
export const containerd = debianPackage({
  name: 'containerd',
  variable: 'CONTAINERD',
  packages: ['containerd', 'runc', 'containernetworking-plugins', 'iptables', 'iproute2'],
  executables: ['containerd'],
  needs: ['runc', 'iptables', 'ip', '/usr/lib/cni/ptp'],
});
