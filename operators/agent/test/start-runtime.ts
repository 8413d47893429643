import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONFIG_MAP, DEPLOYMENT, SECRET } from '@ameide/primitives/objects';
import type { ClusterVerbs } from '@ameide/primitives/testing';
import { type ServiceUnderTest, startServiceProcess } from '@ameide/service-kit/testing';
import type { V1Container, V1DeploymentSpec, V1EnvVar, V1Volume } from '@kubernetes/client-node';

const MAIN = fileURLToPath(new URL('../../../services/agent-runtime/src/main.ts', import.meta.url));

/**
 * Starts the real agent runtime as a kubelet would start the pods of a Deployment: with its variables, secrets looked up,
 * and its volumes as files. Only the root of the file system and the ports are others.
 */
export async function startRuntime(cluster: Pick<ClusterVerbs, 'get'>, deployment: string): Promise<ServiceUnderTest> {
  const { template } = (await cluster.get(DEPLOYMENT, deployment)).spec as V1DeploymentSpec;
  const { containers, volumes = [] } = template.spec!;
  const [container] = containers;
  assert.ok(container);
  const root = await mkdtemp(join(tmpdir(), 'agent-pod-'));
  const remove = () => rm(root, { recursive: true });
  try {
    await mountVolumes(cluster, container, volumes, root);
    const env = await environmentOf(cluster, container);
    const folder = env.AGENT_FOLDER ?? '';
    const { PORT, METRICS_PORT, ...rest } = env;
    assert.deepEqual(
      container.ports?.map(({ containerPort }) => String(containerPort)),
      [PORT, METRICS_PORT],
    );
    const runtime = await startServiceProcess(MAIN, { ...rest, AGENT_FOLDER: join(root, folder) });
    return { ...runtime, stop: () => runtime.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function mountVolumes(
  cluster: Pick<ClusterVerbs, 'get'>,
  container: V1Container,
  volumes: readonly V1Volume[],
  root: string,
) {
  for (const { name, mountPath, readOnly } of container.volumeMounts ?? []) {
    const source = volumes.find((volume) => volume.name === name)?.configMap;
    if (source?.name === undefined) continue;
    assert.equal(readOnly, true);
    const { data } = (await cluster.get(CONFIG_MAP, source.name)) as { data?: Record<string, string> };
    for (const [key, text] of Object.entries(data ?? {})) {
      const path = join(root, mountPath, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }
}

async function environmentOf(
  cluster: Pick<ClusterVerbs, 'get'>,
  container: V1Container,
): Promise<Record<string, string>> {
  const variables = await Promise.all((container.env ?? []).map((variable) => readVariable(cluster, variable)));
  return Object.fromEntries(variables);
}

async function readVariable(
  cluster: Pick<ClusterVerbs, 'get'>,
  { name, value, valueFrom }: V1EnvVar,
): Promise<[string, string]> {
  if (value !== undefined) return [name, value];
  if (valueFrom?.fieldRef !== undefined) return [name, 'pod-1'];
  const { name: secret = '', key = '' } = valueFrom?.secretKeyRef ?? {};
  const { data } = (await cluster.get(SECRET, secret)) as { data?: Record<string, string> };
  assert.ok(data?.[key], `${name}: Secret ${secret} has no ${key}`);
  return [name, Buffer.from(data[key], 'base64').toString()];
}
