import { NODE_IP } from '../addresses.ts';
import type { Api } from './api.ts';

interface Services {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: { readonly type: string };
    readonly status: { readonly loadBalancer: { readonly ingress?: readonly object[] } };
  }[];
}

/** Gives Services that ask for a load balancer the address of the node, where kube-proxy takes in what comes for them. */
export function giveAddresses(api: Api): void {
  api.follow(['/api/v1/services'], async () => {
    const { items } = await api.send<Services>('GET', '/api/v1/services');
    for (const { metadata, spec, status } of items) {
      if (spec.type !== 'LoadBalancer' || status.loadBalancer.ingress) continue;
      const path = `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`;
      await api.send('PATCH', path, { status: { loadBalancer: { ingress: [{ ip: NODE_IP }] } } });
    }
  });
}
