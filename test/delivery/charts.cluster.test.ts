import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  clusterSkipReason,
  kubectl,
  startTestCluster,
  type TestCluster,
  thirdPartyCrds,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { readDeclarations } from '../../scripts/house/declarations.ts';
import { type ApiSchemas, writeApiSchemas } from './charts/api-schemas.ts';
import { helm, helmSkipReason, imageOf, render, type Values, valueArgs, yamlOf } from './charts/helm.ts';
import { DEV, WITH_OTHERS } from './charts/lanes.ts';
import { endMigration } from './charts/played-node.ts';
import { LANES } from './charts/rendered.ts';
import type { Manifest } from './gitops/helmfile.ts';

const NAMESPACE = 'ameide-dev';
/** What a service is with everything switched on; `httproute` only for those that the edge leads to. */
const everything = (hasEdge: boolean): Values => ({
  ...WITH_OTHERS,
  ...(hasEdge && { httproute: { enabled: true, namespace: 'routes', gateway: { name: 'ameide' } } }),
});
const skip =
  clusterSkipReason() ||
  helmSkipReason() ||
  (process.env.KUBECONFORM ? false : 'KUBECONFORM is not set; "pnpm components kubeconform" gets it');

describe('charts of the services on a real API server', { skip, timeout: 600_000 }, () => {
  let cluster: TestCluster;
  let schemas: ApiSchemas;
  let folder: string;
  let kubeconfig: string;
  const manifests: Manifest[] = [];
  before(async () => {
    const [{ services }, ...crds] = await Promise.all([
      readDeclarations(),
      thirdPartyCrds('gateway-api', 'httproutes', 'referencegrants'),
      thirdPartyCrds('prometheus-operator', 'servicemonitors'),
      thirdPartyCrds('external-secrets', 'externalsecrets'),
    ]);
    for (const values of Object.values(LANES)) {
      for (const { declaration } of services) {
        const { name, deployment } = declaration;
        manifests.push(...(await render(name, values, imageOf(name), everything(deployment.edge !== undefined))));
      }
    }
    cluster = await startTestCluster({ controllers: true, crds: crds.flat() });
    schemas = await writeApiSchemas(cluster.request, manifests);
    folder = await mkdtemp(join(tmpdir(), 'ameide-charts-'));
    kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
    for (const namespace of [NAMESPACE, 'routes']) await kubectl(cluster, ['create', 'namespace', namespace]);
  });
  after(async () => {
    await schemas?.remove();
    await cluster?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  /** Helm as the administrator, with folders of its own. */
  const run = (args: readonly string[]) =>
    helm(args, { KUBECONFIG: kubeconfig, HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder });
  const release = (verb: 'install' | 'upgrade', image: Values, ...flags: string[]) => [
    ...[verb, 'gateway', 'charts/gateway', `--namespace=${NAMESPACE}`, ...flags],
    ...valueArgs([DEV, image]),
  ];
  const live = async (): Promise<Map<string, string>> => {
    const kinds = 'deployments,services,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets,hpa';
    const args = [
      'get',
      kinds,
      `--namespace=${NAMESPACE}`,
      '--selector=app.kubernetes.io/name=gateway',
      '--output=json',
    ];
    const { items } = JSON.parse(await kubectl(cluster, args)) as {
      items: (Manifest & { metadata: { generation?: number } })[];
    };
    return new Map(
      items
        .filter(({ metadata }) => !metadata.name.endsWith('-migration'))
        .map(({ kind, metadata, spec, data }) => {
          // How many there are is up to the autoscaler.
          const { replicas: _, ...own } = (spec ?? {}) as { replicas?: number };
          return [`${kind}/${metadata.name}`, JSON.stringify([own, data])];
        }),
    );
  };
  const imageOfDeployment = async () =>
    kubectl(cluster, [
      ...['get', 'deployment', 'gateway', `--namespace=${NAMESPACE}`],
      '--output=jsonpath={.spec.template.spec.containers[0].image}',
    ]);

  it('are valid by the schemas that the server itself has, without a field that it does not know', async () => {
    const said = await conform(schemas.location, manifests);
    assert.match(said, new RegExp(`Valid: ${manifests.length}, Invalid: 0, Errors: 0, Skipped: 0`));
    const [first] = manifests.filter(({ kind }) => kind === 'Deployment');
    const misspelt = { ...first!, spec: { ...(first!.spec as object), replica: 2 } };
    await assert.rejects(conform(schemas.location, [misspelt]), /additional properties 'replica' not allowed/);
  });

  it('are taken by the server', async () => {
    const placed = manifests.map((each) => ({ ...each, metadata: { namespace: NAMESPACE, ...each.metadata } }));
    const input = placed.map(yamlOf).join('---\n');
    const said = await kubectl(cluster, ['apply', '--server-side', '--dry-run=server', '--filename=-'], { input });
    assert.equal(said.trimEnd().split('\n').length, manifests.length);
  });

  it('roll out when the migration has succeeded', async () => {
    const installed = run(release('install', imageOf('gateway', 'first')));
    await endMigration(cluster, NAMESPACE, reference('first'), 0);
    await installed;
    assert.equal(await imageOfDeployment(), reference('first'));
  });

  it('change one object for one digest', async () => {
    const before = await live();
    assert.ok(before.size >= 7, [...before.keys()].join(', '));
    const upgraded = run(release('upgrade', imageOf('gateway', 'second')));
    await endMigration(cluster, NAMESPACE, reference('second'), 0);
    await upgraded;
    const after = await live();
    assert.deepEqual(changed(before, after), ['Deployment/gateway']);
    assert.equal(await imageOfDeployment(), reference('second'));
  });

  it('stay as they are when the migration fails, at once, and say that it did', async () => {
    const before = await live();
    const upgraded = run(release('upgrade', imageOf('gateway', 'third')));
    const refused = assert.rejects(upgraded, /UPGRADE FAILED[\s\S]*gateway-migration/);
    await endMigration(cluster, NAMESPACE, reference('third'), 1, 'migration 0009_people of schema gateway failed');
    await refused;
    assert.deepEqual(changed(before, await live()), []);
    const condition = '--output=jsonpath={.status.conditions[?(@.type=="Failed")].reason}';
    const reason = await kubectl(cluster, ['get', 'job', 'gateway-migration', `--namespace=${NAMESPACE}`, condition]);
    assert.equal(reason, 'PodFailurePolicy');
  });

  it('try the migration again when the database cannot be reached', async () => {
    const { image } = imageOf('gateway', 'another');
    const jobs = (await render('gateway', DEV, { image })).filter(({ kind }) => kind === 'Job');
    const job = { ...jobs[0]!, metadata: { ...jobs[0]!.metadata, name: 'again', namespace: NAMESPACE } };
    await kubectl(cluster, ['apply', '--filename=-'], { input: yamlOf(job) });
    await endMigration(cluster, NAMESPACE, reference('another'), 75);
    const path = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs/again`;
    let status: { failed?: number; conditions?: readonly { type: string }[] } = {};
    await until(async () => {
      ({ status } = await cluster.request<{ status: typeof status }>('GET', path));
      return status.failed === 1;
    });
    assert.deepEqual(status.conditions ?? [], [], 'it has not failed');
  });

  it('go back without a migration', async () => {
    await run(['rollback', 'gateway', '1', `--namespace=${NAMESPACE}`]);
    assert.equal(await imageOfDeployment(), reference('first'));
    const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/gateway`;
    const { spec } = await cluster.request<Manifest & { spec: { template: { spec: { containers: Probed[] } } } }>(
      'GET',
      path,
    );
    const [container] = spec.template.spec.containers;
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const handlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'].filter((kind) => kind in container![probe]);
      assert.deepEqual(handlers, ['httpGet'], `${probe} after upgrades and a rollback`);
    }
  });
});

interface Probed {
  readonly startupProbe: object;
  readonly livenessProbe: object;
  readonly readinessProbe: object;
}

/** Keys of objects that are there in one only, or differ. */
function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key));
}

function reference(content: string): string {
  const { image } = imageOf('gateway', content);
  return `${image.graph}@${image.digest}`;
}

async function conform(location: string, manifests: readonly Manifest[]): Promise<string> {
  const args = ['-strict', '-summary', '-schema-location', location, '-'];
  const child = spawn(process.env.KUBECONFORM!, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(manifests.map(yamlOf).join('---\n'));
  const [out, err, [code]] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), once(child, 'close')]);
  const said = [...out, ...err].join('');
  if (code !== 0) throw new Error(said);
  return said;
}
