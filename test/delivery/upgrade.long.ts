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
import { checkOut, commitBefore, type ReleaseBefore } from './upgrade/release-before.ts';

const PLATFORM = 'https://platform.ameide.localhost:8443';
const MODEL = 'services/platform/samples/order-to-cash.bpmn';
const NAMESPACE = 'ameide-local';
/** People who ask all the time. */
const PEOPLE = 2;
const MIGRATED = ['gateway', 'agent-runtime', 'threads', 'graphpatch', 'projection'];

const commit = await commitBefore();
const skip =
  clusterSkipReason() || (!commit && 'no commit to begin with has pnpm local up: AMEIDE_UPGRADE_FROM=<commit>');

describe('a platform that is upgraded from the release before', { skip, timeout: 5_400_000 }, () => {
  let cluster: Cluster;
  let released: ReleaseBefore;
  let edge: Edge;
  let client: AmeideClient;
  let model: string;
  let artifactId: string;
  let original: string;
  let changed: { readonly model: string; readonly commit: string };
  let pending: string;
  let seen: unknown;
  let answers = 0;

  before(async () => {
    released = await checkOut(commit!);
    cluster = await startCluster({ suite: 'upgrade' });
    await released.up(cluster.name, (line) => console.log(line));
    edge = createEdge({ ca: await clusterSecret(cluster, 'ameide-infra', 'ameide-local-ca', 'tls.crt') });
    const password = await clusterSecret(cluster, 'ameide-infra', 'keycloak', 'TEST_USER_PASSWORD');
    const { fetch } = await openSession(edge, PLATFORM, { username: 'user@ameide.io', password });
    client = new AmeideClient({ baseUrl: `${PLATFORM}/api`, fetch, retry: { attempts: 60 }, deadlineMs: 180_000 });
  });
  after(async () => {
    await edge?.close();
    await cluster?.down();
    await released?.remove();
  });

  const bring = (title: string) => client.importDocument({ title, kind: 'bpmn::collaboration', document: original });
  /** Asks for a task; the patch that the agent proposes. */
  const propose = async (task: string, inArtifact = artifactId) => {
    const { streamed } = await ask(client, inArtifact, `Add a task "${task}" after "Register the order"`);
    assert.notEqual(streamed, '');
    const { patches } = await client.graphPatches.listPatches({ artifactId: inArtifact, pageSize: 1 });
    return patches[0]!.id;
  };
  const apply = async (patchId: string) => {
    const { commit } = await client.graphPatches.applyPatch({ patchId, correlationId: crypto.randomUUID() });
    return commit!;
  };
  /** What a person has there: documents, chats with what was said, patches with what became of them. */
  const everything = async () => {
    const { text, version } = await client.exportDocument(model);
    const { chats } = await client.chatQueries.listChats({ artifactId, pageSize: 100 });
    const { patches } = await client.graphPatches.listPatches({ artifactId, pageSize: 100 });
    const messages = chats.map(async ({ id }) => (await client.chatQueries.getMessages({ threadId: id })).messages);
    const said = (await Promise.all(messages)).map((all) =>
      all.map(({ id, parts }) => [id, parts.map(({ kind }) => (kind.case === 'text' ? kind.value.text : kind.case))]),
    );
    return {
      document: { text, version },
      chats: chats.map(({ id, title }) => [id, title]),
      said,
      patches: patches.map(({ id, state, title }) => [id, state, title]),
    };
  };

  it('has models, chats and patches, some applied and one that waits', async () => {
    original = await readFile(join(root, MODEL), 'utf8');
    const other = await bring('Changed before');
    const { ref: commit } = await apply(await propose('Check stock', other.artifactId));
    changed = { model: other.ref, commit };
    ({ artifactId, ref: model } = await bring('Upgrade'));
    await apply(await propose('Check stock'));
    pending = await propose('Check compliance');
    seen = await everything();
  });

  it('loses no answer while the new release is rolled out', async () => {
    const another = await bring('Asked about');
    const failures: unknown[] = [];
    let ended = false;
    const people = Array.from({ length: PEOPLE }, async () => {
      while (!ended) {
        const answered = await ask(client, another.artifactId, 'Which tasks are there?').catch((error: unknown) => {
          failures.push(error);
        });
        answers++;
        if (answered && (answered.kept === '' || answered.kept !== answered.streamed)) failures.push(answered);
      }
    });
    await until(() => answers >= PEOPLE);
    try {
      await ours('local/main.ts', ['up', '--name', cluster.name], { onLine: (line) => console.log(line) });
    } finally {
      ended = true;
      await Promise.all(people);
    }
    assert.deepEqual(failures, []);
  });

  it('migrates a service before the first pod of its new image is there', async (t) => {
    t.diagnostic(`${answers} answers while ${released.commit.slice(0, 12)} was upgraded`);
    for (const name of MIGRATED) {
      const job = await object<Job>(cluster, `job/${name}-migration`);
      const sets = await object<List<ReplicaSet>>(cluster, `replicasets --selector=app.kubernetes.io/name=${name}`);
      const revision = (set: ReplicaSet) => Number(set.metadata.annotations['deployment.kubernetes.io/revision']);
      const newest = sets.items.reduce((one, other) => (revision(one) > revision(other) ? one : other));
      const image = ({ spec }: Job | ReplicaSet) => spec.template.spec.containers[0]!.image;
      assert.equal(image(job), image(newest), name);
      const migrated = Date.parse(job.status.completionTime);
      assert.ok(migrated <= Date.parse(newest.metadata.creationTimestamp), `${name} rolled out before it was migrated`);
    }
  });

  it('has everything that it had', async () => {
    assert.deepEqual(await everything(), seen);
  });

  it('lets what was there be worked on: a patch that waited is applied, and an old commit taken back to the byte', async () => {
    await apply(pending);
    await apply(await propose('Check credit'));
    const { text } = await client.exportDocument(model);
    for (const task of ['Check stock', 'Check compliance', 'Check credit']) assert.match(text, new RegExp(task));
    await client.models.revertCommit({ ref: changed.commit, correlationId: crypto.randomUUID() });
    assert.equal((await client.exportDocument(changed.model)).text, original);
  });
});

interface Workload {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}
interface Job extends Workload {
  readonly status: { readonly completionTime: string };
}
interface ReplicaSet extends Workload {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>>; readonly creationTimestamp: string };
}
interface List<T> {
  readonly items: readonly T[];
}

async function object<T>(cluster: Cluster, which: string): Promise<T> {
  return JSON.parse(await cluster.kubectl(['get', ...which.split(' '), `--namespace=${NAMESPACE}`, '--output=json']));
}
