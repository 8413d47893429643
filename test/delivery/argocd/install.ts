import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Cluster } from '../cluster/start-cluster.ts';
import type { Images } from './images.ts';

/** Its chart is another's; what our chart of settings brings is left out of its manifest, as `remote/argocd.yaml` does. */
const SETTINGS = /^kind: ConfigMap\n(.*\n)*? {2}name: argocd-(cm|rbac-cm|cmd-params-cm)\n/m;

const SEPARATOR = /^---\n/m;

/** The data of the ConfigMap `argocd-cm` in its manifest. */
export async function readDefaults(): Promise<Record<string, string>> {
  const settings = (await readManifest()).split(SEPARATOR).find((object) => /^ {2}name: argocd-cm$/m.test(object))!;
  return (parse(settings) as { data: Record<string, string> }).data;
}

/** Argo CD without its server, in the namespace `argocd`, which is there. */
export async function installArgoCd(cluster: Cluster, { argocd, redis }: Images): Promise<void> {
  const objects = (await readManifest())
    .split(SEPARATOR)
    .filter((object) => !SETTINGS.test(object))
    .join('---\n')
    .replaceAll(/quay\.io\/argoproj\/argocd:\S+/g, argocd)
    .replaceAll(/public\.ecr\.aws\/docker\/library\/redis:\S+/g, redis);
  await cluster.kubectl(['apply', '--server-side', '--namespace=argocd', '--filename=-'], objects);
  for (const workload of [
    'deployment/argocd-redis',
    'deployment/argocd-repo-server',
    'deployment/argocd-applicationset-controller',
    'statefulset/argocd-application-controller',
  ])
    await cluster.kubectl(['rollout', 'status', workload, '--namespace=argocd', '--timeout=300s']);
}

function readManifest(): Promise<string> {
  return readFile(join(process.env.ARGOCD!, 'manifests/core-install.yaml'), 'utf8');
}
