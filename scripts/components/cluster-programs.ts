import { join } from 'node:path';
import { goModule } from './go-module.ts';

/** What a node needs beside Kubernetes itself: DNS, what enforces NetworkPolicies, and what holds a pod's namespaces. */
export const clusterPrograms = goModule({
  name: 'cluster-programs',
  variable: 'CLUSTER_PROGRAMS',
  module: join(import.meta.dirname, 'cluster-programs'),
  programs: ['coredns', 'kube-network-policies', 'pause'],
  packages: ['./coredns', './pause', 'tool'],
  rename: { cmd: 'kube-network-policies' },
});
