import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AmeideClient } from '@ameide/sdk';
import { until } from '@ameide/test-kit';
import { ours, root } from '../../scripts/local/place.ts';
import { createEdge, type Edge } from '../../scripts/release/smoke/edge.ts';
import { openSession } from '../../scripts/release/smoke/session.ts';
import { type Cluster, clusterSkipReason, startCluster } from './cluster/start-cluster.ts';
import { ask } from './platform/person.ts';
import { clusterSecret } from './platform/secret.ts';

const PLATFORM = 'https://platform.ameide.localhost:8443';
const MODEL = 'services/platform/samples/order-to-cash.bpmn';
const QUESTION = 'Which tasks are there?';
/** People who ask all the time. */
const PEOPLE = 4;
/** Answers that each of them has to get after the pod was killed. */
const ANSWERS = 3;

/** What is killed, one after the other, with no time to take leave. */
const TARGETS = [
  ...['gateway', 'agent-runtime', 'threads', 'graphpatch', 'projection', 'workspace'].map((name) => ({
    namespace: 'ameide-local',
    name,
  })),
  ...['redis', 'kafka', 'postgres', 'keycloak'].map((name) => ({ namespace: 'ameide-infra', name })),
];

describe('a platform in which everything dies once', { skip: clusterSkipReason(), timeout: 3_600_000 }, () => {
  let cluster: Cluster;
  let edge: Edge;
  let client: AmeideClient;
  let artifactId: string;
  let expected: string;

  before(async () => {
    cluster = await startCluster({ suite: 'chaos' });
    await ours('local/main.ts', ['up', '--name', cluster.name], { onLine: (line) => console.log(line) });
    edge = createEdge({ ca: await clusterSecret(cluster, 'ameide-infra', 'ameide-local-ca', 'tls.crt') });
    const password = await clusterSecret(cluster, 'ameide-infra', 'keycloak', 'TEST_USER_PASSWORD');
    const { fetch } = await openSession(edge, PLATFORM, { username: 'user@ameide.io', password });
    client = new AmeideClient({ baseUrl: `${PLATFORM}/api`, fetch, retry: { attempts: 60 }, deadlineMs: 180_000 });
    const document = await readFile(join(root, MODEL), 'utf8');
    ({ artifactId } = await client.importDocument({ title: 'Chaos', kind: 'bpmn::collaboration', document }));
    const { streamed, kept } = await ask(client, artifactId, QUESTION);
    assert.equal(streamed, kept);
    expected = streamed;
  });
  after(async () => {
    await edge?.close();
    await cluster?.down();
  });

  const isReady = async (namespace: string) => {
    const path = 'jsonpath={range .items[*]}{.status.readyReplicas}/{.spec.replicas} {end}';
    const args = ['get', 'deployments,statefulsets', `--namespace=${namespace}`, `--output=${path}`];
    const states = (await cluster.kubectl(args)).trim().split(' ');
    return states.every((state) => state.split('/')[0] === state.split('/')[1]);
  };

  for (const { namespace, name } of TARGETS) {
    it(`loses no answer and no word when ${name} is killed`, async (t) => {
      let killed = false;
      let asked = 0;
      const people = Array.from({ length: PEOPLE }, async () => {
        for (let after = 0; after < ANSWERS; ) {
          const counts = killed;
          const { streamed, kept } = await ask(client, artifactId, QUESTION);
          assert.equal(streamed, expected);
          assert.equal(kept, expected);
          asked++;
          if (counts) after++;
        }
      });
      const selector = `--selector=app.kubernetes.io/name=${name}`;
      const force = ['--grace-period=0', '--force'];
      const kill = until(() => asked >= PEOPLE).then(async () => {
        await cluster.kubectl(['delete', 'pods', `--namespace=${namespace}`, selector, ...force]);
        killed = true;
      });
      await Promise.all([...people, kill]);
      await until(() => isReady(namespace));
      t.diagnostic(`${asked} answers`);
    });
  }

  it('has everything that it had after the node has lost its power', async () => {
    const chats = async () =>
      (await client.chatQueries.listChats({ artifactId, pageSize: 100 })).chats.map(({ id }) => id);
    const before = await chats();
    await cluster.restart();
    await until(async () => (await isReady('ameide-infra')) && (await isReady('ameide-local')));
    assert.deepEqual(await chats(), before);
    const { streamed, kept } = await ask(client, artifactId, QUESTION);
    assert.deepEqual([streamed, kept], [expected, expected]);
  });
});
