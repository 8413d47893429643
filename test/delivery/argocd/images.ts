import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REGISTRY } from '../../../scripts/cluster/index.ts';
import type { BuildRequest } from '../../../scripts/images/builder.ts';
import { createBuilder } from '../../../scripts/images/create-builder.ts';
import { readNodeVersion } from '../../../scripts/images/versions.ts';
import { root } from '../gitops/helmfile.ts';

/** `<repository>@<digest>` of Argo CD and its Redis; digests of two images that stand in for every deployable. */
export interface Images {
  readonly argocd: string;
  readonly redis: string;
  readonly standIn: { readonly graph: string; readonly digests: readonly [string, string] };
}

/** Builds them from components of this machine, and pushes them to the registry of a cluster at this port. */
export async function buildImages(registryPort: number): Promise<Images> {
  const builder = await createBuilder();
  const context = await mkdtemp(join(tmpdir(), 'ameide-context-'));
  const make = async (name: string, request: Partial<BuildRequest>) => {
    const kept = `localhost/test/${name}`;
    await builder.build({ context, args: {}, ...request, name: kept });
    const repository = `${REGISTRY}/test/${name}`;
    const digest = await builder.push(kept, { repository, tag: 'test', via: `localhost:${registryPort}` });
    return { graph: repository, digest };
  };
  const standIn = async (revision: string) => {
    const args = { NODE_VERSION: await readNodeVersion(), REVISION: revision };
    return make('stand-in', { dockerfile: join(import.meta.dirname, 'stand-in.Dockerfile'), args });
  };
  try {
    const redis = await make('redis', { context: join(root, 'gitops/images/redis') });
    const argocd = await make('argocd', {
      dockerfile: join(import.meta.dirname, 'Dockerfile'),
      contexts: { argocd: process.env.ARGOCD!, helm: dirname(process.env.HELM!) },
    });
    const first = await standIn('1');
    const second = await standIn('2');
    return {
      argocd: `${argocd.graph}@${argocd.digest}`,
      redis: `${redis.graph}@${redis.digest}`,
      standIn: { graph: first.graph, digests: [first.digest, second.digest] },
    };
  } finally {
    await rm(context, { recursive: true });
  }
}
