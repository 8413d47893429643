import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { helmTemplate, platformRenderings, renderArgoCd, serviceRendering } from './gitops/argocd.ts';
import {
  DEPLOYABLES,
  helmfileSkipReason,
  LANES,
  type Manifest,
  makeDigests,
  manifestsOf,
  render,
  SERVERS,
  writeDigest,
} from './gitops/helmfile.ts';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

describe('helmfile', { skip: helmfileSkipReason(), timeout: 600_000 }, () => {
  let digests: Awaited<ReturnType<typeof makeDigests>>;
  const rendered: Record<string, string> = {};

  before(async () => {
    digests = await makeDigests();
    for (const lane of LANES) rendered[lane] = await render(lane, { digests: digests.folder });
  });
  after(() => digests.remove());

  const everywhere = () =>
    Object.entries(rendered).flatMap(([lane, text]) => manifestsOf(text).map((manifest) => ({ lane, manifest })));

  it('renders every lane twice byte for byte', async () => {
    for (const lane of LANES) {
      assert.ok(manifestsOf(rendered[lane]!).length > 10, lane);
      assert.equal(await render(lane, { digests: digests.folder }), rendered[lane], lane);
    }
  });

  it('renders previews of their number, and no other', async () => {
    const text = await render('preview', { digests: digests.folder, state: 'lane=preview-7' });
    const manifests = manifestsOf(text);
    const made = manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    assert.deepEqual(made, ['ameide-preview-7']);
    const used = new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
    const shared = ['ameide-infra', 'ameide-system-preview-7', 'argocd', 'default'];
    assert.deepEqual(
      [...used].filter((each) => each !== 'ameide-preview-7' && !shared.includes(each)),
      [],
    );
    for (const lane of ['', 'preview', 'preview-0', 'prod']) {
      const wrong = render('preview', { digests: digests.folder, state: `lane=${lane}` });
      await assert.rejects(wrong, /a preview has a number: --state-values-set lane=preview-<n>/);
    }
  });

  it('fails when a digest is missing, and names its file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ameide-digests-'));
    try {
      await cp(digests.folder, folder, { recursive: true });
      await rm(join(folder, 'redis.yaml'));
      await assert.rejects(render('local', { digests: folder, select: ['name=redis'] }), /redis\.yaml/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses a digest file that says more, or less, than an image', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ameide-digests-'));
    try {
      await cp(digests.folder, folder, { recursive: true });
      await writeFile(join(folder, 'redis.yaml'), 'image: {graph: registry.example.com/ameide/redis, digest: ""}\n');
      await assert.rejects(
        render('local', { digests: folder, select: ['name=redis'] }),
        /redis\.yaml: image\.digest is empty/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('changes one workload for one digest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ameide-digests-'));
    try {
      await cp(digests.folder, folder, { recursive: true });
      await writeDigest(folder, 'threads', 'another image');
      const select = ['tier=apps'];
      const before = manifestsOf(await render('prod', { digests: digests.folder, select }));
      const after = manifestsOf(await render('prod', { digests: folder, select }));
      // Its migration is of the same image, since code and schema belong together, and so is what tests it.
      assert.deepEqual(changed(before, after), ['Deployment/threads', 'Job/threads-migrate', 'Pod/threads-test']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('names every image by repository and digest', () => {
    for (const { lane, manifest } of everywhere()) {
      if (!WORKLOADS.includes(manifest.kind) || manifest.metadata.name.startsWith('envoy-gateway')) continue;
      for (const image of imagesOf(manifest))
        assert.match(image, /^[^@]+\/[^:@]+@sha256:[a-f0-9]{64}$/, `${lane}: ${manifest.metadata.name}`);
    }
  });

  it('leads nowhere to this machine, but in local', () => {
    for (const { lane, manifest } of everywhere()) {
      if (lane === 'local') continue;
      assert.doesNotMatch(
        JSON.stringify(manifest),
        /localhost|127\.0\.0\.1/,
        `${lane}: ${manifest.kind} ${manifest.metadata.name}`,
      );
    }
  });

  it('has routes of the Gateway API only, and no Ingress', () => {
    assert.deepEqual(
      everywhere().filter(({ manifest }) => manifest.kind === 'Ingress'),
      [],
    );
  });

  it('says of every namespace whether routes may lead into it, and of the product whose lane it is', () => {
    for (const { lane, manifest } of everywhere().filter(({ manifest }) => manifest.kind === 'Namespace')) {
      const { name, labels = {} } = manifest.metadata;
      assert.match(labels['gateway-access'] ?? '', /^(allowed|denied)$/, name);
      assert.equal(labels['app.kubernetes.io/part-of'], 'ameide', name);
      if (name === `ameide-${lane}`) assert.equal(labels['ameide.io/lane'], lane);
    }
  });

  it('renders byte for byte what Argo CD does', async () => {
    const lane = 'prod';
    const objects = await renderArgoCd(['repository=https://git.example.com/ameide.git', `lanes={${lane}}`]);
    const services = DEPLOYABLES.filter((name) => name !== 'operators');
    const renderings = [
      ...services.map((name) => serviceRendering(objects, lane, name)),
      ...platformRenderings(objects, lane),
    ];
    const texts = await Promise.all(renderings.map((each) => helmTemplate(each, digests.folder)));
    const select = renderings.map(({ release }) => `name=${release}`);
    const all = await render(lane, { digests: digests.folder, select });
    assert.deepEqual(documentsOf(texts.join('')), documentsOf(all));
  });

  it('runs servers as nobody, on a root that cannot be written, within limits, behind a wall', () => {
    const local = manifestsOf(rendered.local!);
    for (const name of SERVERS) {
      const server = local.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === name)!;
      const { spec } = (server.spec as { template: { spec: PodSpec } }).template;
      assert.equal(spec.securityContext.runAsNonRoot, true);
      for (const container of spec.containers) {
        assert.equal(container.securityContext.readOnlyRootFilesystem, true);
        assert.ok(container.resources.limits.memory && container.readinessProbe && container.livenessProbe, name);
      }
      assert.ok(
        local.some(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name),
        name,
      );
    }
  });
});

interface PodSpec {
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly containers: readonly {
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
    readonly resources: { readonly limits: { readonly memory?: string } };
    readonly readinessProbe?: object;
    readonly livenessProbe?: object;
  }[];
}

function imagesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'image' && typeof each === 'string' ? [each] : imagesOf(each),
  );
}

/** The texts of the objects, each with the template that it came from. */
function documentsOf(text: string): string[] {
  const documents = text.split(/^---\n/m).map((document) => document.trim());
  return documents.filter((document) => document !== '').sort();
}

/** Workloads that differ, `kind/name`. */
function changed(before: readonly Manifest[], after: readonly Manifest[]): string[] {
  const texts = new Map(before.map((manifest) => [keyOf(manifest), JSON.stringify(manifest)]));
  assert.deepEqual(after.map(keyOf).sort(), [...texts.keys()].sort());
  return after
    .filter((manifest) => texts.get(keyOf(manifest)) !== JSON.stringify(manifest))
    .map((manifest) => `${manifest.kind}/${manifest.metadata.name}`);
}

function keyOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}
