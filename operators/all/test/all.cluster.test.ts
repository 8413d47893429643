import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import {
  clusterSkipReason,
  installCrds,
  kubectl,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { OPERATOR_VARIABLES } from '@ameide/primitives/testing';
import { freePort, until } from '@ameide/test-kit';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const CRDS = join(import.meta.dirname, '../../../charts/ameide-operators/files/crds');
const IMAGE = `registry.example.com/ameide/a@sha256:${'a'.repeat(64)}`;

describe('all operators as one process', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let folder: string;
  let child: ChildProcess;
  let port: number;
  before(async () => {
    cluster = await startTestCluster({ controllers: true });
    folder = await mkdtemp(join(tmpdir(), 'ameide-operators-'));
    const crds = await readdir(CRDS);
    await installCrds(cluster, await Promise.all(crds.map((file) => readFile(join(CRDS, file), 'utf8'))));
    for (const name of ['ameide-system', 'ameide-dev'])
      await kubectl(cluster, ['create', 'namespace', name]).catch(() => {});
    await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig, { mode: 0o600 });
    port = await freePort();
    child = spawn(process.execPath, [MAIN], {
      stdio: 'ignore',
      env: {
        KUBECONFIG: join(folder, 'kubeconfig'),
        PORT: String(port),
        METRICS_PORT: '0',
        ...OPERATOR_VARIABLES,
      },
    });
    await until(
      () =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 60_000 },
    );
  });
  after(async () => {
    if (child?.exitCode === null) child.kill('SIGKILL');
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const create = (kind: string, plural: string, spec: object, path = '/namespaces/ameide-dev') =>
    cluster.request('POST', `/apis/ameide.io/v1alpha1${path}/${plural}`, {
      apiVersion: 'ameide.io/v1alpha1',
      kind,
      metadata: { name: `a-${kind.toLowerCase()}` },
      spec,
    });
  const deployments = async () => {
    const path = '/apis/apps/v1/namespaces/ameide-dev/deployments';
    return (await cluster.request<{ items: StoredObject[] }>('GET', path)).items.map(({ metadata }) => metadata.name);
  };

  it('carries out objects of several kinds, with one lease', async () => {
    await create('Domain', 'domains', { image: IMAGE });
    await create('UISurface', 'uisurfaces', { image: IMAGE, route: { hosts: ['app.example.com'] } });
    // Keycloak is not there; that is the tenant's matter alone.
    await create('AmeideTenant', 'ameidetenants', { displayName: 'Acme', sku: 'Shared', environments: ['dev'] }, '');
    await until(async () => (await deployments()).length === 2 && deployments(), { timeout: 60_000 });
    assert.deepEqual(await deployments(), ['a-domain-domain', 'a-uisurface-uisurface']);
    const path = '/apis/coordination.k8s.io/v1/namespaces/ameide-system/leases';
    const { items } = await cluster.request<{ items: StoredObject[] }>('GET', path);
    assert.deepEqual(
      items.map(({ metadata }) => metadata.name),
      ['ameide-operators'],
    );
  });

  it('ends in good order', async () => {
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
