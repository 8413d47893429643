import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { helmfileLocal, ours } from '../../scripts/local/place.ts';
import { type Cluster, clusterSkipReason, startCluster } from './cluster/start-cluster.ts';
import { type Load, startLoad } from './platform/load.ts';
import { digestsWith, LOCAL_DIGESTS, pushAgain } from './platform/other-image.ts';
import { clusterSecret } from './platform/secret.ts';
import { beginStory, type Story } from './story/tell-story.ts';

const PRODUCT = 'ameide-local';
const SERVERS = 'ameide-infra';

/** The whole platform on a real node, by the one command of the README; the tests build on one another. */
describe('the platform in a cluster', { skip: clusterSkipReason(), timeout: 1_500_000 }, () => {
  let cluster: Cluster;
  let story: Story;
  let pictures: string;
  let load: Load;

  before(async () => {
    pictures = await mkdtemp(join(tmpdir(), 'ameide-pictures-'));
    cluster = await startCluster({ suite: 'platform' });
    await ours('local/main.ts', ['up', '--name', cluster.name], { onLine: (line) => console.log(line) });
  });
  after(async () => {
    await load?.stop();
    await story?.close();
    await cluster?.down();
    await rm(pictures, { recursive: true });
  });

  const imagesOf = async (name: string) => {
    const path = 'jsonpath={range .items[*]}{.metadata.deletionTimestamp}{.spec.containers[0].image} {end}';
    const selector = `--selector=app.kubernetes.io/name=${name},!batch.kubernetes.io/job-name`;
    return (await cluster.kubectl(['get', 'pods', `--namespace=${PRODUCT}`, selector, `--output=${path}`])).split(' ');
  };
  const generations = async () => {
    const path = 'jsonpath={range .items[*]}{.metadata.name}={.metadata.generation} {end}';
    return (await cluster.kubectl(['get', 'deployments', `--namespace=${PRODUCT}`, `--output=${path}`])).split(' ');
  };
  const sync = (name: string, digests: string) =>
    helmfileLocal(['--selector', `name=${name}`, 'sync'], {
      env: { KUBECONFIG: cluster.kubeconfig, AMEIDE_DIGESTS: digests },
    });

  it('lets a person sign in at the edge, ask, approve what the agent proposes, and see it', async () => {
    story = await beginStory({
      url: 'https://platform.ameide.localhost:8443',
      ca: await clusterSecret(cluster, SERVERS, 'ameide-local-ca', 'tls.crt'),
      username: 'user@ameide.io',
      password: await clusterSecret(cluster, SERVERS, 'keycloak', 'TEST_USER_PASSWORD'),
      screenshots: pictures,
    });
    await story.signIn();
    await story.openModel();
    await story.ask();
    await story.approve();
    assert.deepEqual(story.problems, []);
  });

  it('passes the smoke', async () => {
    await ours('local/main.ts', ['smoke', '--name', cluster.name]);
  });

  it('rolls one workload out for one digest, and loses no request', async () => {
    const before = await generations();
    const digest = await pushAgain('threads', cluster.registryPort, 'another one');
    load = await startLoad(story.page);
    const digests = await digestsWith('threads', digest);
    try {
      await sync('threads', digests);
    } finally {
      await rm(digests, { recursive: true });
    }
    const images = (await imagesOf('threads')).filter((image) => image.endsWith(digest));
    assert.ok(images.length > 0, `no pod runs ${digest}`);
    const changed = (await generations()).filter((each) => !before.includes(each));
    assert.deepEqual(
      changed.map((each) => each.split('=')[0]),
      ['threads'],
    );
  });

  it('goes back to the digest before, and loses no request', async () => {
    await sync('threads', LOCAL_DIGESTS);
    const { answered, failed } = await load.stop();
    assert.deepEqual(failed, []);
    assert.ok(answered > 20, `only ${answered} requests were answered`);
  });

  it('ends the session here and at the identity provider', async () => {
    await story.signOut();
    assert.deepEqual(story.problems, []);
  });
});
