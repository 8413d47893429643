import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { KubeObject } from '@ameide/operator-kit';
import type {
  V1ClusterRoleBinding,
  V1ConfigMap,
  V1Deployment,
  V1Role,
  V1ValidatingAdmissionPolicyBinding,
} from '@kubernetes/client-node';
import { CHART, helmSkipReason, objectsOf, render, VALUES } from './fixtures/chart.ts';
import { everyKind } from './fixtures/every-kind.ts';
import { alerts } from './fixtures/monitoring.ts';

const NAMES = everyKind.map(({ operator }) => operator).sort();

describe('the chart of the operators', { skip: helmSkipReason() }, () => {
  it('is one process of all of them, with the rights of each', async () => {
    const objects = await objectsOf(VALUES);
    const [deployment, ...others] = all<V1Deployment>(objects, 'Deployment');
    assert.deepEqual(others, []);
    assert.equal(deployment?.metadata?.name, 'operators');
    assert.equal(variable(deployment, 'OPERATORS'), NAMES.join());
    assert.deepEqual(
      all<V1ClusterRoleBinding>(objects, 'ClusterRoleBinding').map(({ roleRef, subjects }) => [
        roleRef.name,
        subjects?.map(({ namespace, name }) => `${namespace}/${name}`),
      ]),
      NAMES.map((name) => [`ameide-${name}-operator`, ['ameide-system/ameide-operators']]),
    );
    assert.deepEqual(leasesOf(objects), ['ameide-operators']);
  });

  it('is a process for each, with an account, rights and a lease of its own', async () => {
    const image = { graph: 'registry.example.com/ameide/tenant-operator', digest: `sha256:${'b'.repeat(64)}` };
    const objects = await objectsOf({ ...VALUES, mode: 'each', images: { 'tenant-operator': image } });
    const deployments = all<V1Deployment>(objects, 'Deployment');
    assert.deepEqual(
      deployments.map(({ metadata, spec }) => [metadata?.name, spec?.template.spec?.serviceAccountName]),
      NAMES.map((name) => [`${name}-operator`, `ameide-${name}-operator`]),
    );
    assert.deepEqual(
      deployments.map((each) => variable(each, 'OPERATORS')),
      NAMES,
    );
    assert.deepEqual(
      leasesOf(objects),
      NAMES.map((name) => `ameide-${name}-operator`),
    );
    const images = deployments.map(({ spec }) => spec?.template.spec?.containers[0]?.image);
    assert.deepEqual(images.toSorted().slice(-2), [
      `${VALUES.image.graph}@${VALUES.image.digest}`,
      `${image.graph}@${image.digest}`,
    ]);
  });

  it('has of a part of them only their rights, and one alone has the lease that it also has by itself', async () => {
    const rights = (objects: readonly KubeObject[]) =>
      all<V1ClusterRoleBinding>(objects, 'ClusterRoleBinding').map(({ roleRef }) => roleRef.name);
    const two = await objectsOf({ ...VALUES, operators: ['process', 'domain'] });
    assert.deepEqual(rights(two), ['ameide-domain-operator', 'ameide-process-operator']);
    assert.equal(variable(all<V1Deployment>(two, 'Deployment')[0], 'OPERATORS'), 'domain,process');
    assert.deepEqual(leasesOf(two), ['ameide-operators']);
    assert.deepEqual(leasesOf(await objectsOf({ ...VALUES, operators: ['domain'] })), ['ameide-domain-operator']);
  });

  it('has nothing in common with a second lane that leaves to the first what a cluster has once', async () => {
    const first = await objectsOf(VALUES);
    const cluster = { crds: false, policies: false, roles: false };
    const global = { ...VALUES.global, lane: 'staging' };
    const second = await objectsOf({ ...VALUES, global, cluster }, 'ameide-system-staging');
    const names = new Set(first.map(nameOf));
    assert.ok(second.length > 10);
    assert.deepEqual(
      second.map(nameOf).filter((name) => names.has(name)),
      [],
    );
    const roles = new Set(all(first, 'ClusterRole').map(({ metadata }) => metadata.name));
    for (const { roleRef } of all<V1ClusterRoleBinding>(second, 'ClusterRoleBinding'))
      assert.ok(roles.has(roleRef.name));
  });

  it('tells operators of their platform, and starts them again when that changes', async () => {
    const platform = async (values: object) => {
      const objects = await objectsOf(values);
      const [deployment] = all<V1Deployment>(objects, 'Deployment');
      const { data } = all<V1ConfigMap>(objects, 'ConfigMap').find(
        ({ metadata }) => metadata?.name === 'ameide-platform',
      )!;
      return { data: data!, checksum: deployment?.spec?.template.metadata?.annotations?.['checksum/platform'] };
    };
    const usual = await platform(VALUES);
    assert.equal(usual.data.AMEIDE_ENVIRONMENT, 'dev');
    assert.equal(usual.data.IMAGE_REGISTRIES, 'registry.example.com/ameide');
    assert.equal(usual.data.GATEWAY_URL, 'http://gateway.ameide-dev.svc.cluster.local:6003');
    assert.equal(usual.data.PLATFORM_NAMESPACES, 'ameide-infra');
    for (const name of ['KAFKA_BROKERS', 'CLUSTER_RANGES', 'REACHABLE_RANGES']) assert.ok(!(name in usual.data), name);
    const other = await platform({
      ...VALUES,
      global: {
        ...VALUES.global,
        oidc: { ...VALUES.global.oidc, internalUrl: 'http://keycloak.ameide-infra:8080/realms/ameide' },
        kafka: { brokers: 'kafka.ameide-infra:9092' },
        infrastructure: { namespace: 'systems' },
      },
      imageRegistries: ['one.example.com', 'other.example.com/ameide'],
      egress: { cluster: ['10.90.0.0/24', '10.96.0.0/16'], reachable: ['10.20.0.0/16'] },
      environment: { ASK_EVERY_SECONDS: '30', OIDC_AUDIENCE: 'others' },
    });
    assert.equal(other.data.KEYCLOAK_URL, 'http://keycloak.ameide-infra:8080');
    assert.equal(other.data.IMAGE_REGISTRIES, 'one.example.com,other.example.com/ameide');
    assert.equal(other.data.KAFKA_BROKERS, 'kafka.ameide-infra:9092');
    assert.equal(other.data.CLUSTER_RANGES, '10.90.0.0/24,10.96.0.0/16');
    assert.equal(other.data.REACHABLE_RANGES, '10.20.0.0/16');
    assert.equal(other.data.MONITORING_NAMESPACE, 'systems');
    assert.equal(other.data.ASK_EVERY_SECONDS, '30');
    assert.equal(other.data.OIDC_AUDIENCE, 'others');
    assert.notEqual(other.checksum, usual.checksum);
  });

  it('has policies that read the registries of the release itself, wherever that is', async () => {
    const objects = await objectsOf(VALUES, 'ameide-system-prod');
    const platform = all(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'ameide-platform');
    const bindings = all<V1ValidatingAdmissionPolicyBinding>(objects, 'ValidatingAdmissionPolicyBinding');
    const { paramRef } = bindings.find(({ metadata }) => metadata?.name === 'ameide-pods')!.spec!;
    const { name, namespace } = platform!.metadata;
    assert.deepEqual(paramRef, { name, namespace, parameterNotFoundAction: 'Deny' });
    assert.equal(namespace, 'ameide-system-prod');
  });

  it('leaves the kinds when it is uninstalled, and all objects with them', async () => {
    const crds = all(await objectsOf(VALUES), 'CustomResourceDefinition');
    assert.equal(crds.length, NAMES.length);
    for (const { metadata } of crds) assert.equal(metadata.annotations?.['helm.sh/resource-policy'], 'keep');
  });

  it('says of every alert what to do', () => {
    const page = readFileSync(join(CHART, '../../docs/operators/alerts.md'), 'utf8');
    for (const { alert, annotations } of alerts) {
      assert.ok(page.includes(`\n## ${alert}\n`), alert);
      assert.equal(annotations.runbook, `docs/operators/alerts.md#${alert.toLowerCase()}`);
    }
  });

  it('is the same text again, and names nothing of a laptop', async () => {
    const text = await render({ ...VALUES, mode: 'each' });
    assert.equal(await render({ ...VALUES, mode: 'each' }), text);
    assert.doesNotMatch(text, /localhost/);
  });

  for (const [fault, values, said] of [
    ['an image without a digest', { ...VALUES, image: { graph: VALUES.image.graph } }, /missing property 'digest'/],
    ['a tag', { ...VALUES, image: { ...VALUES.image, digest: 'latest' } }, /\/image\/digest/],
    ['a tag in the name', { ...VALUES, image: { ...VALUES.image, graph: 'a.example.com/b:1' } }, /\/image\/graph/],
    ['no lane', { ...VALUES, global: { oidc: VALUES.global.oidc } }, /\/global\/lane/],
    ['no issuer', { ...VALUES, global: { lane: 'dev' } }, /\/global\/oidc\/issuer/],
    [
      'an operator that there is not',
      { ...VALUES, operators: ['domains'] },
      /operators: domains is none of agent, domain,/,
    ],
    ['a value that there is not', { ...VALUES, replica: 2 }, /'replica' not allowed/],
  ] as const) {
    it(`refuses ${fault}`, async () => {
      await assert.rejects(render(values), said);
    });
  }
});

function all<T extends object = KubeObject>(objects: readonly KubeObject[], kind: string): readonly T[] {
  const found = objects.filter((object) => object.kind === kind);
  return found.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)) as unknown as T[];
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

function variable(deployment: V1Deployment | undefined, name: string): string | undefined {
  return deployment?.spec?.template.spec?.containers[0]?.env?.find((each) => each.name === name)?.value;
}

function leasesOf(objects: readonly KubeObject[]): readonly string[] {
  return all<V1Role>(objects, 'Role').flatMap(
    ({ rules }) => rules?.flatMap(({ resourceNames = [] }) => resourceNames) ?? [],
  );
}
