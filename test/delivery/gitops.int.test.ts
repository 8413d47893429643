import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { namespaceOf, readSecretManifest } from '../../scripts/gitops/secret-manifest.ts';
import { readDeclarations } from '../../scripts/house/declarations.ts';
import { helmTemplate, platformRenderings, renderArgoCd, serviceRendering } from './gitops/argocd.ts';
import {
  DEPLOYABLES,
  helmfileSkipReason,
  LANES,
  type Manifest,
  makeDigests,
  manifestsOf,
  render,
  root,
  SERVERS,
  writeDigest,
} from './gitops/helmfile.ts';
import { type Labels, openPorts, type Policy, policyOf, type Selector, selects } from './gitops/network-policies.ts';
import { secretUses } from './gitops/rendered-secrets.ts';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

describe('helmfile', { skip: helmfileSkipReason(), timeout: 600_000 }, () => {
  let digests: Awaited<ReturnType<typeof makeDigests>>;
  const rendered: Record<string, string> = {};
  const objects: Record<string, Manifest[]> = {};

  before(async () => {
    digests = await makeDigests();
    for (const lane of LANES) {
      rendered[lane] = await render(lane, { digests: digests.folder });
      objects[lane] = manifestsOf(rendered[lane]);
    }
  });
  after(() => digests.remove());

  const everywhere = () =>
    Object.entries(objects).flatMap(([lane, all]) => all.map((manifest) => ({ lane, manifest })));

  it('renders every lane, and twice the same byte for byte', async () => {
    for (const lane of ['local', 'prod'] as const) {
      assert.ok(objects[lane]!.length > 10, lane);
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
      assert.deepEqual(changed(before, after).sort(), [
        'Deployment/threads',
        'Job/threads-migration',
        'Pod/threads-test',
      ]);
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

  it('has a topic for each log that a service publishes, of the same partitions and copies', async () => {
    const { services } = await readDeclarations();
    const published = services.flatMap(({ declaration }) => declaration.publishes ?? []).sort();
    const topics = objects.prod!.filter(({ kind }) => kind === 'KafkaTopic');
    const logs = topics.filter(({ metadata }) => metadata.name.endsWith('.events'));
    assert.deepEqual(
      logs.map(({ metadata }) => metadata.name).sort(),
      published.map((name) => `ameide.${name}.events`),
    );
    for (const { spec } of logs) {
      const { partitions, replicas, config } = spec as TopicSpec;
      assert.deepEqual([partitions, replicas, config['min.insync.replicas']], [12, 3, 2]);
    }
  });

  it('fails when nobody could sign in to the control plane', async () => {
    for (const key of ['argocd.clientId', 'grafana.clientId', 'adminGroup']) {
      const state = `signOn.${key}=`;
      const missing = render('prod', { digests: digests.folder, select: ['name=namespaces'], state });
      await assert.rejects(missing, new RegExp(`signOn\\.${key} is missing in environments/prod/sign-on\\.yaml`));
    }
  });

  it('asks for no Secret that the list does not have, and the list has none that nobody needs', async () => {
    const expected = await readSecretManifest(root);
    for (const lane of LANES) {
      const manifests = objects[lane]!;
      // Envoy Gateway makes its own.
      const ours = manifests.filter(({ metadata }) => !metadata.name.startsWith('envoy-gateway'));
      for (const { namespace, secret, key, optional } of secretUses(ours)) {
        const known = expected.find(
          (each) => each.name === secret && (namespace === undefined || namespaceOf(each, lane) === namespace),
        );
        if (!known && optional) continue;
        assert.ok(known, `${lane}: ${secret} is not in the list`);
        assert.ok(key === undefined || key in known.keys, `${lane}: ${secret} has no ${key} in the list`);
        assert.ok(optional || !known.optional, `${lane}: ${secret} is optional in the list, and asked for`);
      }
      const needed = expected.filter(({ by, optional }) => by !== 'cluster' && !optional).map(({ name }) => name);
      const external = manifests.filter(({ kind }) => kind === 'ExternalSecret').map(({ metadata }) => metadata.name);
      const optional = expected.filter((each) => each.optional).map(({ name }) => name);
      const made = external.filter((name) => !optional.includes(name));
      assert.deepEqual(made.sort(), lane === 'local' ? [] : needed.sort(), lane);
    }
  });

  it('renders byte for byte what Argo CD does', async () => {
    const lane = 'prod';
    const ofArgoCd = await renderArgoCd(['repository=https://git.example.com/ameide.git', `lanes={${lane}}`]);
    // Argo CD refuses an ApplicationSet of which a list is null.
    assert.doesNotMatch(JSON.stringify(ofArgoCd), /:null/);
    const services = DEPLOYABLES.filter((name) => name !== 'operators');
    const renderings = [
      ...services.map((name) => serviceRendering(ofArgoCd, lane, name)),
      ...platformRenderings(ofArgoCd, lane),
    ];
    const texts = await Promise.all(renderings.map((each) => helmTemplate(each, digests.folder)));
    const select = renderings.map(({ release }) => `name=${release}`);
    const all = await render(lane, { digests: digests.folder, select });
    assert.deepEqual(documentsOf(texts.join('')), documentsOf(all));
  });

  it('runs servers as nobody, on a root that cannot be written, within limits, behind a wall', () => {
    const local = objects.local!;
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

  it('lets into servers whom they are for, and of tenants only those who cannot do without', () => {
    const reached = (namespace: Labels) =>
      SERVERS.flatMap((name) => openPorts(policyOf(objects.local!, name), namespace));
    const tenant = {
      'app.kubernetes.io/part-of': 'ameide',
      'ameide.io/tenant': 'acme',
      'ameide.io/environment': 'local',
    };
    const named = (name: string) => ({ 'kubernetes.io/metadata.name': name });
    const product = objects.local!.find(
      ({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'ameide-local',
    )!;
    assert.deepEqual(reached({ ...tenant, 'ameide.io/code': 'custom' }), ['grpc']);
    assert.deepEqual(reached({ ...tenant, 'ameide.io/code': 'product' }), ['postgres', 'kafka', 'grpc']);
    assert.deepEqual(reached({ ...tenant, 'ameide.io/lane': 'local' }), ['grpc']);
    assert.deepEqual(reached(product.metadata.labels!), ['postgres', 'redis', 'kafka', 'grpc', 's3', 'http']);
    assert.deepEqual(reached(named('ameide-system')), ['kafka', 'grpc', 's3', 'http']);
    assert.deepEqual(reached(named('ameide-infra')), ['postgres', 'management']);
    assert.deepEqual(reached(named('envoy-gateway-system')), ['http']);
    assert.deepEqual(reached({ 'app.kubernetes.io/part-of': 'ameide' }), []);
  });

  it('lets into managed servers whom they are for, too, and of tenants only those who cannot do without', () => {
    for (const lane of ['dev', 'staging', 'prod'] as const) {
      const walls = objects[lane]!.filter(
        ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'ameide-infra',
      ) as unknown as readonly (Policy & Manifest)[];
      const [kafka] = objects[lane]!.filter(({ kind }) => kind === 'Kafka') as unknown as readonly KafkaOfStrimzi[];
      const [{ port: brokers, networkPolicyPeers }] = kafka!.spec.kafka.listeners;
      const reached = (labels: Labels) => [
        ...walls.flatMap((wall) => openPorts(wall, labels).map((port) => `${wall.metadata.name} ${port}`)),
        ...(networkPolicyPeers.some(({ namespaceSelector }) => selects(namespaceSelector, labels))
          ? [`kafka ${brokers}`]
          : []),
      ];
      const tenant = { 'app.kubernetes.io/part-of': 'ameide', 'ameide.io/tenant': 'acme', 'ameide.io/lane': lane };
      const product = objects[lane]!.find(
        ({ kind, metadata }) => kind === 'Namespace' && metadata.name === `ameide-${lane}`,
      )!;
      const open = ['prometheus-webhook 10250'];
      const forTenants = ['otel-collector 4318', ...open, 'temporal 7233'];
      assert.deepEqual(reached({ ...tenant, 'ameide.io/code': 'custom' }), forTenants);
      assert.deepEqual(reached({ ...tenant, 'ameide.io/code': 'product' }), [
        ...['otel-collector 4318', 'postgres 5432', ...open, 'temporal 7233', 'kafka 9092'],
      ]);
      assert.deepEqual(reached(product.metadata.labels!), [
        ...[
          'keycloak 8080',
          'otel-collector 4318',
          'postgres 5432',
          ...open,
          'redis 6379',
          'temporal 7233',
          'kafka 9092',
        ],
      ]);
      const named = (name: string) => reached({ 'kubernetes.io/metadata.name': name });
      assert.deepEqual(named('ameide-system'), ['keycloak 8080', ...forTenants, 'kafka 9092']);
      assert.deepEqual(named('envoy-gateway-system'), ['grafana 3000', 'keycloak 8080', ...open]);
      assert.deepEqual(named('cnpg-system'), ['postgres 5432', 'postgres 8000', ...open]);
      assert.deepEqual(named('default'), open);
      // What nobody outside was let into by name is closed to them.
      const everything = walls.find(({ metadata }) => metadata.name === 'infrastructure')!;
      assert.deepEqual(everything.spec, {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: {} }] }],
      });
    }
  });

  it('opens the vault to no namespace of a tenant', () => {
    const store = objects.prod!.find(({ kind }) => kind === 'ClusterSecretStore')!;
    const { conditions } = store.spec as { conditions: { namespaceSelector: Selector }[] };
    const isOpen = (labels: Labels) => conditions.some(({ namespaceSelector }) => selects(namespaceSelector, labels));
    assert.ok(isOpen({ 'app.kubernetes.io/part-of': 'ameide' }));
    assert.ok(!isOpen({ 'app.kubernetes.io/part-of': 'ameide', 'ameide.io/tenant': 'acme' }));
  });

  it('keeps pods from what runs the edge, in every lane', () => {
    for (const lane of LANES) {
      const policy = (name: string) => policyOf(objects[lane]!, name, 'envoy-gateway-system');
      assert.deepEqual(policy('default-deny').spec, { podSelector: {}, policyTypes: ['Ingress'] });
      const tenant = { 'app.kubernetes.io/part-of': 'ameide', 'ameide.io/tenant': 'acme' };
      assert.deepEqual(openPorts(policy('proxies'), tenant), ['1-18999', '19004-65535'], lane);
      assert.deepEqual(openPorts(policy('controller'), tenant), [9443], lane);
      const monitoring = { 'kubernetes.io/metadata.name': 'ameide-infra' };
      assert.deepEqual(openPorts(policy('proxies'), monitoring), ['1-18999', '19004-65535', 19_001], lane);
      assert.deepEqual(openPorts(policy('controller'), monitoring), [9443, 19_001], lane);
      const [xds] = policy('controller').spec.ingress!;
      const { podSelector: proxies } = policy('proxies').spec;
      assert.deepEqual(xds, { ports: [{ port: 18_000 }, { port: 18_002 }], from: [{ podSelector: proxies }] }, lane);
    }
  });
});

interface KafkaOfStrimzi {
  readonly spec: {
    readonly kafka: {
      readonly listeners: readonly [
        { readonly port: number; readonly networkPolicyPeers: readonly { readonly namespaceSelector: Selector }[] },
      ];
    };
  };
}

interface TopicSpec {
  readonly partitions: number;
  readonly replicas: number;
  readonly config: Readonly<Record<string, number>>;
}

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
