import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { type Delivered, type Delivery, deliver } from './deliver.ts';
import { readDigestFiles } from './digest-files.ts';
import { createEvidence } from './evidence.ts';
import { createHelm } from './helm.ts';
import { createHelmfile } from './helmfile.ts';
import type { Images } from './image-reference.ts';
import { holdLane } from './lease.ts';
import { createLedger, releaseToGoBackTo } from './ledger.ts';
import { runProgram } from './program.ts';
import { createProgress } from './progress.ts';
import { createRegistry } from './registry.ts';
import { createRegistryAccess } from './registry-access.ts';
import { writeTestGitops } from './testing/test-gitops.ts';
import { findDockerRegistry, startTestRegistry, type TestRegistry } from './testing/test-registry.ts';
import { findTool, toolsSkipReason } from './tools.ts';

const LANE = 'dev';
const NAMESPACE = `ameide-${LANE}`;
const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];

const skip =
  clusterSkipReason() ||
  (await toolsSkipReason('helm', 'helmfile')) ||
  ((await findDockerRegistry()) ? false : 'there is no docker-registry');

describe('a release', { skip }, () => {
  let cluster: TestCluster;
  let registry: TestRegistry;
  let folder: string;
  let gitops: { file: string; digests: string };
  let environment: Record<string, string>;
  let kubectl: string;
  let helm: string;

  before(async () => {
    [cluster, registry] = await Promise.all([startTestCluster(), startTestRegistry()]);
    folder = await mkdtemp(join(tmpdir(), 'ameide-release-'));
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
    environment = { KUBECONFIG: kubeconfig, HOME: folder };
    gitops = await writeTestGitops(folder, LANE, ['gateway', 'threads']);
    [kubectl, helm] = await Promise.all([findTool('kubectl'), findTool('helm')]);
    await runProgram(kubectl, ['create', 'namespace', NAMESPACE], { env: environment });
  });
  after(async () => {
    await Promise.all([cluster?.stop(), registry?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  async function delivery(more: Partial<Delivery> = {}): Promise<Delivery> {
    const options = { env: environment };
    const helmOf = createHelm({ helm, wait: false, ...options });
    const helmfile = await findTool('helmfile');
    return {
      helm: helmOf,
      helmfile: createHelmfile({ helmfile, helm, file: gitops.file, lane: LANE, ...options }),
      ledger: createLedger({ kubectl, namespace: NAMESPACE, ...options }),
      registry: createRegistry(createRegistryAccess()),
      evidence: createEvidence({ kubectl, helm: helmOf, folder: join(folder, 'evidence'), ...options }),
      smoke: async () => [],
      progress: createProgress(() => {}),
      digests: gitops.digests,
      now: () => new Date(),
      signal: new AbortController().signal,
      ...more,
    };
  }

  async function built(commit: string, ...names: string[]): Promise<Images> {
    return new Map(await Promise.all(names.map(async (name) => [name, await registry.push(name, commit)] as const)));
  }

  const released = (images: Images, commit: string, more: Partial<Delivered> = {}): Delivered => ({
    kind: 'release',
    images,
    commit,
    revisions: new Map([...images.keys()].map((name) => [name, commit])),
    sbom: true,
    stuckAfterMs: 600_000,
    dryRun: false,
    ...more,
  });

  /** What each Deployment runs, and how often it was changed. */
  async function workloads(): Promise<Record<string, { image: string; generation: number }>> {
    const text = await runProgram(kubectl, ['get', 'deployments', '-n', NAMESPACE, '-o', 'json'], { env: environment });
    const { items } = JSON.parse(text) as {
      items: {
        metadata: { name: string; generation: number };
        spec: { template: { spec: { containers: { image: string }[] } } };
      }[];
    };
    return Object.fromEntries(
      items.map(({ metadata, spec }) => [
        metadata.name,
        { image: spec.template.spec.containers[0]!.image, generation: metadata.generation },
      ]),
    );
  }

  test('brings images to a lane, then changes one workload for one digest, and goes back by itself', async () => {
    const first = await built(FIRST, 'gateway', 'threads');
    const rehearsed = await deliver(await delivery(), released(first, FIRST, { dryRun: true }));
    assert.deepEqual(rehearsed, { outcome: 'dry run', changed: ['gateway', 'threads'] });
    assert.deepEqual(await workloads(), {});
    assert.equal((await readDigestFiles(gitops.digests)).size, 0);

    assert.deepEqual(await deliver(await delivery(), released(first, FIRST)), {
      outcome: 'succeeded',
      changed: ['gateway', 'threads'],
    });
    const runs = await workloads();
    const gatewayImage = first.get('gateway')!;
    assert.equal(runs.gateway?.image, `${gatewayImage.graph}@${gatewayImage.digest}`);
    assert.equal(
      await readFile(join(gitops.digests, 'gateway.yaml'), 'utf8'),
      `image:\n  graph: ${gatewayImage.graph}\n  digest: ${gatewayImage.digest}\n`,
    );

    // Again: nothing to do.
    const again = await deliver(await delivery(), released(first, FIRST));
    assert.deepEqual(again, { outcome: 'succeeded', changed: [] });
    assert.deepEqual(await workloads(), runs);

    const second = await built(SECOND, 'gateway');
    const changed = await deliver(await delivery(), released(second, SECOND));
    assert.deepEqual(changed, { outcome: 'succeeded', changed: ['gateway'] });
    const after = await workloads();
    assert.deepEqual(after.threads, runs.threads);
    assert.match(after.gateway!.image, new RegExp(second.get('gateway')!.digest));

    // The smoke of the third fails: everything is as it was, files too, and the evidence is there.
    const filesBefore = await readDigestFiles(gitops.digests);
    const third = await built(THIRD, 'gateway', 'threads');
    let seen: Awaited<ReturnType<typeof workloads>> | undefined;
    const smoke = async () => {
      seen = await workloads();
      return ['the issuer is https://elsewhere'];
    };
    const failed = await deliver(await delivery({ smoke }), released(third, THIRD));
    assert.equal(failed.outcome, 'rolled back');
    assert.ok('evidence' in failed);
    assert.match(failed.reason, /the issuer is https:\/\/elsewhere/);
    assert.match(seen!.threads!.image, new RegExp(third.get('threads')!.digest));
    assert.equal((await workloads()).gateway?.image, after.gateway?.image);
    assert.equal((await workloads()).threads?.image, after.threads?.image);
    assert.deepEqual(await readDigestFiles(gitops.digests), filesBefore);
    assert.match(await readFile(join(failed.evidence, 'reason.txt'), 'utf8'), /elsewhere/);
    assert.ok(existsSync(join(failed.evidence, 'gateway.helm.txt')));

    const { ledger } = await delivery();
    const records = await ledger.read();
    assert.equal(records.at(-1)?.outcome, 'rolled back');
    const back = releaseToGoBackTo(records, undefined);
    assert.equal(back.commit, FIRST);
    const images: Images = new Map(Object.entries(back.images));
    const rollback = released(images, back.commit, { kind: 'rollback', revisions: undefined });
    assert.deepEqual(await deliver(await delivery(), rollback), { outcome: 'succeeded', changed: ['gateway'] });
    assert.equal((await workloads()).gateway?.image, runs.gateway?.image);
  });

  test('refuses what may not go to a cluster', async () => {
    const whole = await registry.push('gateway', FIRST, { content: 'whole' });
    const incomplete = await registry.push('threads', FIRST, { content: 'incomplete' });
    await registry.loseLayer(incomplete);
    const bare = await registry.push('graphpatch', FIRST, { sbom: false });
    const runs = await workloads();
    const files = await readDigestFiles(gitops.digests);
    const refused: [string, { graph: string; digest: string }, string, RegExp][] = [
      ['a tag', { graph: `${whole.graph}:latest`, digest: whole.digest }, FIRST, /has a tag; only digests/],
      ['no digest', { graph: whole.graph, digest: '' }, FIRST, /image\.digest is empty/],
      ['a short digest', { graph: whole.graph, digest: 'sha256:12' }, FIRST, /is not sha256: and 64/],
      ['no such image', { graph: whole.graph, digest: `sha256:${'0'.repeat(64)}` }, FIRST, /cannot be pulled/],
      ['a layer that is gone', incomplete, FIRST, /cannot be pulled: the registry answers 404 for the part/],
      ['another commit', whole, SECOND, /was built from 1{40}, and 2{40} is released/],
      ['no SBOM', bare, FIRST, /has no bill of materials/],
    ];
    for (const [what, image, commit, says] of refused) {
      const result = await deliver(await delivery(), released(new Map([['gateway', image]]), commit));
      assert.ok(result.outcome === 'refused', what);
      assert.match(result.faults.join(), says, what);
    }
    assert.deepEqual(await workloads(), runs);
    assert.deepEqual(await readDigestFiles(gitops.digests), files);
  });

  test('mends a release that another one has left half way, and refuses to touch a young one', async () => {
    const images = await built(FIRST, 'gateway', 'threads');
    await deliver(await delivery(), released(images, FIRST));
    await leavePending('gateway', 'pending-upgrade');
    const next = await built(SECOND, 'gateway', 'threads');
    await assert.rejects(
      async () => deliver(await delivery(), released(next, SECOND)),
      /gateway is in pending-upgrade since \d+ s, so somebody may be at work/,
    );
    assert.deepEqual(await readDigestFiles(gitops.digests), images);
    const said: string[] = [];
    const progress = createProgress((line) => said.push(line));
    const result = await deliver(await delivery({ progress }), released(next, SECOND, { stuckAfterMs: 0 }));
    assert.equal(result.outcome, 'succeeded');
    assert.match(said.join('\n'), /gateway is stuck in pending-upgrade and goes back to revision \d+/);
    assert.match((await workloads()).gateway!.image, new RegExp(next.get('gateway')!.digest));
  });

  test('takes itself back when it is cancelled, and after being killed half way the next one does', async () => {
    const images = await built(FIRST, 'gateway', 'threads');
    await deliver(await delivery(), released(images, FIRST));
    const runs = await workloads();
    const next = await built(THIRD, 'gateway', 'threads');

    const cancelling = new AbortController();
    const smoke = async () => {
      cancelling.abort(new Error('cancelled'));
      return [];
    };
    const cancelled = await deliver(await delivery({ smoke, signal: cancelling.signal }), released(next, THIRD));
    assert.equal(cancelled.outcome, 'rolled back');
    assert.equal((await workloads()).threads?.image, runs.threads?.image);
    assert.deepEqual(await readDigestFiles(gitops.digests), images);

    // Killed: the record says "running", one of two is rolled out, one is pending.
    const { ledger, helmfile } = await delivery();
    const died = (await ledger.read()).at(-1)!;
    await ledger.write({ ...died, id: 'killed', outcome: 'running' });
    const { writeDigestFiles } = await import('./digest-files.ts');
    await writeDigestFiles(gitops.digests, next);
    await helmfile.sync(['gateway'], {});
    await leavePending('threads', 'pending-upgrade');
    const broken = await deliver(await delivery({ smoke: async () => ['broken'] }), released(next, THIRD));
    assert.equal(broken.outcome, 'rolled back');
    assert.equal((await workloads()).gateway?.image, runs.gateway?.image);
    assert.equal((await workloads()).threads?.image, runs.threads?.image);
  });

  test('holds its lane against others', async () => {
    const options = { kubectl, namespace: NAMESPACE, env: environment };
    const release = await holdLane(options);
    await assert.rejects(holdLane(options), /is releasing to ameide-dev/);
    await release();
    await (await holdLane(options))();
    await assert.rejects(holdLane({ ...options, namespace: 'ameide-prod' }), /There is no namespace ameide-prod/);
  });

  /** Leaves a release as a killed Helm leaves it: the newest revision is not what it says. */
  async function leavePending(name: string, status: string): Promise<void> {
    const selector = `owner=helm,name=${name}`;
    const get = [
      'get',
      'secrets',
      '-n',
      NAMESPACE,
      '-l',
      selector,
      '--sort-by=.metadata.creationTimestamp',
      '-o',
      'json',
    ];
    const { items } = JSON.parse(await runProgram(kubectl, get, { env: environment })) as {
      items: { metadata: { name: string; labels: Record<string, string> }; data: { release: string }; type: string }[];
    };
    const newest = items.at(-1)!;
    const { gunzipSync, gzipSync } = await import('node:zlib');
    const helmText = Buffer.from(newest.data.release, 'base64').toString();
    const record = JSON.parse(gunzipSync(Buffer.from(helmText, 'base64')).toString());
    const revision = Number(newest.metadata.labels.version) + 1;
    record.version = revision;
    record.info.status = status;
    record.info.last_deployed = new Date().toISOString();
    const packed = gzipSync(JSON.stringify(record)).toString('base64');
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: newest.type,
      metadata: {
        name: `sh.helm.release.v1.${name}.v${revision}`,
        namespace: NAMESPACE,
        labels: { ...newest.metadata.labels, status, version: String(revision) },
      },
      data: { release: Buffer.from(packed).toString('base64') },
    };
    await runProgram(kubectl, ['create', '-f', '-'], { env: environment, input: JSON.stringify(secret) });
  }
});
