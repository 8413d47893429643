import { uiSurface, uiSurfaceOperator } from '@ameide/operator-uisurface';
import { HTTP_ROUTE } from '@ameide/primitives/objects';
import { modelCluster, testImage, testSettings, writtenObject } from '@ameide/primitives/testing';
import type { Manifest } from '../gitops/helmfile.ts';

/** The route that the operator makes of the UISurface `shop` of a tenant, in the lane `dev` with its Gateway in `ameide-dev`. */
export function uiSurfaceRoute({ tenant, host }: { readonly tenant: string; readonly host: string }): Manifest {
  const namespace = `tenant-${tenant}-dev-base`;
  const name = 'shop-uisurface';
  const facts = () => ({ client: { state: 'not_asked' as const }, signIn: { state: 'not_asked' as const } });
  const cluster = modelCluster(uiSurfaceOperator({ ...testSettings, gatewayNamespace: 'ameide-dev' }), { name, facts });
  const spec = { image: testImage('shop', 'a'), tenancy: { tenant }, route: { hosts: [host] } };
  cluster.reconcile(writtenObject(uiSurface, 'shop', spec, { namespace }));
  const { apiVersion, kind, metadata, spec: route } = cluster.get(HTTP_ROUTE, name)!;
  return { apiVersion, kind, metadata: { name: metadata.name, namespace }, spec: route } as Manifest;
}
