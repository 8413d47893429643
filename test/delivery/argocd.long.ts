import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '@ameide/test-kit';
import { type Application, applicationsOf } from './argocd/applications.ts';
import { readDefaults } from './argocd/install.ts';
import { applicationsOfKinds, KINDS, sampleOf } from './argocd/kinds.ts';
import { compared, keyOf, keysOf, OPERATORS, PRODUCT, placed, SERVICES, withoutHooks } from './argocd/objects.ts';
import { startWorld, type World } from './argocd/world.ts';
import { clusterSkipReason } from './cluster/start-cluster.ts';
import { DEPLOYABLES, type Manifest, manifestsOf, render } from './gitops/helmfile.ts';

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
}

const ALL = ['ameide-edge', 'ameide-realm', ...DEPLOYABLES].map((name) => `local-${name}`);
const skip = clusterSkipReason() || (!process.env.ARGOCD && 'needs Argo CD: pnpm components argocd');

/** What gitops/argocd makes Argo CD do; the tests build on one another. */
describe('Argo CD in a cluster', { skip, timeout: 1_800_000 }, () => {
  let world: World;
  let argocd: ReturnType<typeof applicationsOf>;

  before(async () => {
    world = await startWorld();
    argocd = applicationsOf(world.cluster);
  });
  after(() => world?.close());

  const kubectl = (...args: string[]) => world.cluster.kubectl(args);
  const deployments = async () => {
    const path = 'jsonpath={range .items[*]}{.metadata.name} {.metadata.uid} {.metadata.generation}{"\\n"}{end}';
    return (await kubectl('get', 'deployments', `--namespace=${PRODUCT}`, `--output=${path}`)).trim().split('\n');
  };
  const imageOf = (name: string) =>
    kubectl(
      'get',
      'deployment',
      name,
      `--namespace=${PRODUCT}`,
      '--output=jsonpath={.spec.template.spec.containers[0].image}',
    );

  it('has an Application for each deployable of the lane, and for what it stands on', async () => {
    const names = await until(
      async () => {
        const all = (await argocd.list()).map(({ metadata }) => metadata.name).sort();
        return all.length >= ALL.length && all;
      },
      { timeout: 120_000 },
    );
    assert.deepEqual(names, ALL.toSorted());
    // Operators come last of all: the kinds and the edge are healthy then.
    for (const name of ALL) await argocd.settles(name, world.commit);
  });

  it('looks at what Argo CD of this version looks at', async () => {
    const { data } = await argocd.read<ConfigMap>('configmap', 'argocd-cm', '--namespace=argocd');
    const defaults = await readDefaults();
    assert.deepEqual(Object.fromEntries(Object.keys(defaults).map((key) => [key, data[key]])), defaults);
  });

  it('brings what helmfile would', async () => {
    const text = await render('local', { digests: world.digestsFolder, select: ['tier=apps'] });
    const rendered = withoutHooks(manifestsOf(text)).map(placed);
    const made = await Promise.all(DEPLOYABLES.map((name) => argocd.one(`local-${name}`)));
    assert.deepEqual(made.flatMap((application) => keysOf(application!)).sort(), rendered.map(keyOf).sort());
    // What the API server would have if helmfile's objects took the place of these.
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: rendered });
    const apply = [
      'apply',
      '--server-side',
      '--dry-run=server',
      '--field-manager=argocd-controller',
      '--force-conflicts',
    ];
    const would = await world.cluster.kubectl([...apply, '--output=json', '--filename=-'], list);
    const are = await world.cluster.kubectl(['get', '--output=json', '--filename=-'], list);
    assert.deepEqual(compared(are), compared(would));
  });

  it('changes one Application and one workload for a commit that changes one digest', async () => {
    const before = await deployments();
    const commit = await world.repository.commit({ [world.digestFile('threads')]: world.digest(1) });
    await argocd.refresh();
    for (const name of ALL) await argocd.settles(name, commit);
    assert.ok((await imageOf('threads')).endsWith(world.digests[1]));
    const synced = (await argocd.list()).filter(({ status }) => status!.history!.at(-1)!.revisions.includes(commit));
    assert.deepEqual(
      synced.map(({ metadata }) => metadata.name),
      ['local-threads'],
    );
    const changed = (await deployments()).filter((each) => !before.includes(each));
    assert.deepEqual(
      changed.map((each) => each.split(' ')[0]),
      ['threads'],
    );
  });

  it('puts right what somebody changes in the cluster, and leaves replicas to autoscalers', async () => {
    await kubectl('scale', 'deployment/graphpatch', '--replicas=2', `--namespace=${PRODUCT}`);
    const image = await imageOf('projection');
    await kubectl('set', 'image', 'deployment/projection', 'projection=example.com/other:1', `--namespace=${PRODUCT}`);
    await kubectl('delete', 'service/workspace', `--namespace=${PRODUCT}`);
    await kubectl('delete', 'httproute/www', `--namespace=${PRODUCT}`);
    await until(async () => (await imageOf('projection')) === image, { timeout: 120_000 });
    for (const object of ['service/workspace', 'httproute/www'])
      await until(() => kubectl('get', object, `--namespace=${PRODUCT}`, '--ignore-not-found'), { timeout: 120_000 });
    const { status } = (await argocd.one('local-graphpatch'))!;
    await argocd.refresh('local-graphpatch');
    const looked = await argocd.becomes('local-graphpatch', (now) => now.status!.reconciledAt !== status!.reconciledAt);
    assert.equal(looked.status!.sync!.status, 'Synced');
    const path = '--output=jsonpath={.spec.replicas}';
    assert.equal(await kubectl('get', 'deployment/graphpatch', `--namespace=${PRODUCT}`, path), '2');
  });

  it('keeps what runs when an Application or its digest file go by mistake', async () => {
    const before = await deployments();
    const { uid } = (await argocd.one('local-threads'))!.metadata;
    await kubectl('delete', 'application/local-threads', '--namespace=argocd');
    await argocd.becomes(
      'local-threads',
      ({ metadata, status }) => metadata.uid !== uid && status?.sync?.status === 'Synced',
    );
    assert.deepEqual(await deployments(), before);

    const digest = world.digestFile('projection');
    await world.repository.commit({ [digest]: null });
    const refresh = 'argocd.argoproj.io/application-set-refresh';
    await kubectl('annotate', 'applicationset/services-local', '--namespace=argocd', `${refresh}=true`);
    const set = () => argocd.read<Manifest>('applicationset/services-local', '--namespace=argocd');
    await until(async () => (await set()).metadata.annotations?.[refresh] === undefined, { timeout: 120_000 });
    await argocd.refresh('local-projection');
    await argocd.becomes('local-projection', ({ status }) => status?.sync?.status === 'Unknown');
    assert.deepEqual(await deployments(), before);
    const commit = await world.repository.commit({ [digest]: world.digest(0) });
    await argocd.refresh('local-projection');
    await argocd.settles('local-projection', commit);
    assert.deepEqual(await deployments(), before);
  });

  it('tells health of every kind of ameide.io', async () => {
    const files = Object.keys(KINDS).map((kind) => [`kinds/${kind}/sample.yaml`, JSON.stringify(sampleOf(kind))]);
    await world.repository.commit(Object.fromEntries(files));
    await world.cluster.apply(applicationsOfKinds(world.repository.url, OPERATORS));
    const health = async (kind: string, expected: string) => {
      const isSo = (now: Application) =>
        now.status?.health?.status === expected && now.status.sync?.status === 'Synced';
      await argocd.becomes(`kind-${kind.toLowerCase()}`, isSo);
    };
    const says = async (kind: string, ready: string, stalled: string) => {
      const lastTransitionTime = new Date().toISOString();
      const condition = { reason: 'Tested', message: 'Tested.', lastTransitionTime, observedGeneration: 1 };
      const conditions = [
        { ...condition, type: 'Ready', status: ready },
        { ...condition, type: 'Stalled', status: stalled },
      ];
      const patch = JSON.stringify({ status: { conditions } });
      const object = [`${kind.toLowerCase()}.ameide.io/sample`, `--namespace=${OPERATORS}`];
      await kubectl('patch', ...object, '--subresource=status', '--type=merge', `--patch=${patch}`);
    };
    for (const kind of Object.keys(KINDS)) await health(kind, 'Progressing');
    for (const kind of Object.keys(KINDS)) await says(kind, 'True', 'False');
    for (const kind of Object.keys(KINDS)) await health(kind, 'Healthy');
    for (const kind of Object.keys(KINDS)) await says(kind, 'False', 'True');
    for (const kind of Object.keys(KINDS)) await health(kind, 'Degraded');
  });

  it('keeps what runs when all Applications go with their ApplicationSet', async () => {
    const before = await deployments();
    await kubectl('delete', 'applicationset/services-local', '--namespace=argocd');
    const left = async () => (await argocd.list()).filter(({ metadata }) => isOfService(metadata.name));
    await until(async () => (await left()).length === 0);
    assert.deepEqual(await deployments(), before);
    assert.deepEqual(
      (await deployments()).map((each) => each.split(' ')[0]),
      SERVICES.toSorted(),
    );
  });
});

const isOfService = (application: string) => SERVICES.includes(application.replace('local-', ''));
