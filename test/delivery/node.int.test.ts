import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '@ameide/test-kit';
import {
  cgroupHierarchies,
  cgroupName,
  clusterFolder,
  down,
  findNodeProcess,
  runProgram,
  up,
  writeClusterState,
} from '../../scripts/cluster/index.ts';
import { caged, GLUTTONY, keeper, NAMESPACE, onlyFriends, pod, server } from './cluster/objects.ts';
import { type Cluster, clusterSkipReason, startCluster } from './cluster/start-cluster.ts';

/** Everything in one cluster, whose start is what costs time; the tests build on one another. */
describe('a node', { skip: clusterSkipReason(), timeout: 300_000 }, () => {
  let cluster: Cluster;

  before(async () => {
    cluster = await startCluster({ suite: 'node' });
    const image = await cluster.provideProgram('test/node', {
      program: process.env.NODE_LINUX!,
      path: 'usr/local/bin/node',
      user: '10001:10001',
      base: process.env.DEBIAN_BASE!,
    });
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await cluster.apply([
      ...server(image),
      ...keeper(image),
      ...pod('friend', { image }, { friend: 'yes' }),
      ...pod('stranger', { image }),
      ...pod('prisoner', { image }, { caged: 'yes', friend: 'yes' }),
      ...pod('glutton', { image, code: GLUTTONY, memory: '64Mi' }),
    ]);
    await cluster.waitFor(NAMESPACE, 'deployment/server', 'condition=Available');
    for (const name of ['friend', 'stranger', 'prisoner', 'keeper-0']) {
      await cluster.waitFor(NAMESPACE, `pod/${name}`, 'condition=Ready');
    }
  });
  after(() => cluster?.down());

  /** What a pod says of itself, through a port of this machine; nothing where it cannot be reached. */
  const tell = async (name: string, path: string) => {
    const port = await cluster.forward(`${NAMESPACE}/${name}:80`);
    const response = await fetch(`http://localhost:${port}${path}`, { headers: { connection: 'close' } }).catch(
      () => null,
    );
    return response?.text().catch(() => '') ?? '';
  };
  /** What a pod gets of an address: the answer, or why there is none. */
  const ask = (name: string, url: string) => tell(name, `/ask?url=${encodeURIComponent(url)}`);
  const SERVER = `http://server.${NAMESPACE}`;
  const answers = async (name: string, url = SERVER) => (await ask(name, url)).startsWith('server-');
  const isDenied = async (name: string, url = SERVER) => (await ask(name, url)) === 'TimeoutError';

  it('resolves names of Services, balances over their pods, and knows that nothing is outside', async () => {
    const seen = new Set<string>();
    await until(async () => {
      const answer = await ask('friend', SERVER);
      if (answer.startsWith('server-')) seen.add(answer);
      return seen.size === 2;
    });
    assert.equal(await until(() => ask('friend', 'http://example.com')), 'ENOTFOUND');
  });

  it('gives an address to a Service that asks for a load balancer', () =>
    cluster.waitFor(NAMESPACE, 'service/balanced', 'jsonpath={.status.loadBalancer.ingress[0].ip}=10.89.0.2'));

  it('confines a container to its user, its file system and its calls', async () => {
    const status = await until(() => tell('friend', '/status'));
    assert.match(status, /^Uid:\s+10001\s/m);
    assert.match(status, /^CapEff:\s+0+$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
    assert.match(status, /^Seccomp:\s+2$/m);
    assert.equal(await until(() => tell('friend', '/write')), 'EROFS');
    await until(() => isDenied('friend', 'http://10.89.0.2:10250'));
  });

  it('is worked with from the command line', async () => {
    const run = (...args: readonly string[]) =>
      runProgram(process.execPath, [join(import.meta.dirname, '../../scripts/cluster/main.ts'), ...args]);
    const name = ['--name', cluster.name];
    assert.equal(await run('exec', ...name, '--', 'kubectl', 'get', '--raw=/readyz'), 'ok');
    const [status] = JSON.parse(await run('status', '--json', ...name)) as [{ state: string; kubeconfig: string }];
    assert.equal(status.state, 'up');
    assert.equal(await run('kubeconfig', '--path', ...name), `${status.kubeconfig}\n`);
    assert.match(await run('logs', ...name), /^kubelet$/m);
    await assert.rejects(run('kubeconfig', '--name', 'no-such-cluster'), /there is no cluster "no-such-cluster"/);
    assert.match(await run('down', '--name', 'no-such-cluster'), /^there is no cluster "no-such-cluster"/);
    await assert.rejects(run('logs', 'nobody', ...name), /there is no log of "nobody"; there are those of .*kubelet/);
  });

  it('ends a container that wants more memory than it may have', () =>
    cluster.waitFor(
      NAMESPACE,
      'pod/glutton',
      'jsonpath={.status.containerStatuses[0].state.terminated.reason}=OOMKilled',
    ));

  it('enforces what a pod accepts', async () => {
    await until(() => answers('stranger'));
    await cluster.apply(onlyFriends);
    await until(() => isDenied('stranger'));
    await until(() => answers('friend'));
  });

  it('enforces whom a pod may talk to, also past the Service', async () => {
    await until(() => answers('prisoner'));
    await cluster.apply(caged);
    await until(() => isDenied('prisoner'));
    const podIp = await cluster.kubectl([
      ...['get', 'pods', `--namespace=${NAMESPACE}`, '--selector=app=server'],
      '--output=jsonpath={.items[0].status.podIP}',
    ]);
    await until(() => isDenied('prisoner', `http://${podIp}:8080`));
    await until(() => answers('friend', `http://${podIp}:8080`));
  });

  it('comes back after a power failure with everything on it', async () => {
    await cluster.restart();
    // The API server says for a moment that pods are ready which are not there yet.
    await until(async () => (await tell('keeper', '/starts')) === 'started\nstarted\n');
    await until(() => answers('friend'));
    await until(() => isDenied('stranger'));
    await until(() => isDenied('prisoner'));
    await cluster.kubectl(['delete', 'networkpolicies', `--namespace=${NAMESPACE}`, '--all']);
    await until(() => answers('stranger'));
    await until(() => answers('prisoner'));
  });

  it('gives back a volume with its claim', async () => {
    const name = await cluster.kubectl(['get', 'persistentvolumes', '--output=jsonpath={.items[0].metadata.name}']);
    const folder = join(clusterFolder(cluster.name), 'volumes', name);
    await access(folder);
    await cluster.kubectl(['delete', 'statefulset/keeper', 'pvc/data-keeper-0', `--namespace=${NAMESPACE}`]);
    await until(() => isGone(folder));
  });

  it('leaves nothing', async () => {
    await cluster.down();
    await assertNothingOf(cluster.name);
  });
});

describe('a node whose starter is killed', { skip: clusterSkipReason(), timeout: 120_000 }, () => {
  it('ends by itself, and the next start of any clears what it left', async () => {
    const name = `test-killed-${process.pid}`;
    const up = `import { up } from ${JSON.stringify(join(import.meta.dirname, '../../scripts/cluster/index.ts'))}; await up({ name: '${name}', owned: true });`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', up], { stdio: 'inherit' });
    await until(async () => (await findNodeProcess(clusterFolder(name)))?.init);
    starter.kill('SIGKILL');
    await until(async () => (await findNodeProcess(clusterFolder(name))) === null);
    assert.equal(await isGone(clusterFolder(name)), false);
    const next = await startCluster({ suite: 'next' });
    await next.down();
    await assertNothingOf(name);
  });
});

describe('a node whose port another program has', { skip: clusterSkipReason() }, () => {
  it('does not start, and says which', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const name = `test-port-${process.pid}`;
    t.after(() => down(name));
    t.after(() => other.close());
    await writeClusterState(name, { registryPort: port, apiPort: 0, forwards: [] });
    await assert.rejects(up({ name }), new RegExp(`port ${port} of this machine is taken`));
    assert.equal(await findNodeProcess(clusterFolder(name)), null);
  });
});

async function isGone(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}

async function assertNothingOf(name: string): Promise<void> {
  assert.equal(await findNodeProcess(clusterFolder(name)), null);
  assert.ok(await isGone(clusterFolder(name)));
  for (const hierarchy of await cgroupHierarchies()) assert.ok(await isGone(join(hierarchy, cgroupName(name))));
}
