import { join } from 'node:path';
import { componentFolder } from '../../components/cache.ts';
import { ENVOY_VERSION } from '../../components/envoy.ts';
import { ENVOY_GATEWAY_VERSION } from '../../components/envoy-gateway.ts';
import { REGISTRY } from '../addresses.ts';
import type { Programs } from '../programs.ts';
import { makeProgramImage, type OciImage } from './oci-image.ts';

/** An image that a cluster has from the beginning. */
export interface NodeImage {
  readonly repository: string;
  readonly tag: string;
  readonly image: OciImage;
  /** `<registry>/<repository>@<digest>`, as manifests name it. */
  readonly reference: string;
}

export type NodeImages = Readonly<Record<'pause' | 'coredns' | 'envoyGateway' | 'envoy', NodeImage>>;

/** Layers that were made of programs; all clusters share them. */
const LAYERS = componentFolder('cluster-layers');
const NOBODY = '65532:65532';

/** Of the programs of this machine, under the names that manifests of others give them. */
export async function makeNodeImages(programs: Programs): Promise<NodeImages> {
  const make = async (
    repository: string,
    tag: string,
    image: Parameters<typeof makeProgramImage>[0],
  ): Promise<NodeImage> => {
    const made = await makeProgramImage(image, LAYERS);
    return { repository, tag, image: made, reference: `${REGISTRY}/${repository}@${made.manifest.digest}` };
  };
  const pause = { program: join(programs.addons, 'pause'), path: 'pause', user: '65535:65535' };
  // Only root may listen on the port of DNS; what else root may is taken from it in its manifest.
  const coredns = { program: join(programs.addons, 'coredns'), path: 'coredns', user: '0:0' };
  const gateway = {
    program: join(programs.envoyGateway, 'envoy-gateway'),
    path: 'usr/local/bin/envoy-gateway',
    user: NOBODY,
  };
  const envoy = { program: programs.envoy, path: 'usr/local/bin/envoy', user: NOBODY, base: programs.debianBase };
  return {
    pause: await make('cluster/pause', '1', pause),
    coredns: await make('cluster/coredns', '1', coredns),
    envoyGateway: await make('envoyproxy/gateway', ENVOY_GATEWAY_VERSION, gateway),
    envoy: await make('envoyproxy/envoy', `v${ENVOY_VERSION}`, envoy),
  };
}
