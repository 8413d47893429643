import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { crdYaml, customResourceDefinition } from '@ameide/operator-kit/schema';
import {
  clusterSkipReason,
  installCrds,
  kubectl,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { widget } from '../src/schema/widget.fixture.ts';

const older = { ...widget, version: 'v1alpha1' };
const newer = { ...widget, version: 'v1beta1', formerVersions: ['v1alpha1'] };
const { plural, group, kind } = widget;
const CRD = `${plural}.${group}`;
const CRD_PATH = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${CRD}`;

interface Crd extends StoredObject {
  readonly status: { readonly storedVersions: readonly string[] };
}

/** As docs/adr says it, with the commands that are there. */
describe('another version of a kind with the same fields', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster({ crds: [crdYaml(older)] });
    await create('v1alpha1', 'first');
  });
  after(() => cluster?.stop());

  const path = (version: string) => `/apis/${group}/${version}/namespaces/default/${plural}`;
  const create = (version: string, name: string) =>
    cluster.request('POST', path(version), {
      apiVersion: `${group}/${version}`,
      kind,
      metadata: { name },
      spec: widget.example.spec,
    });
  const get = (version: string, name: string) => cluster.request<StoredObject>('GET', `${path(version)}/${name}`);
  const storedVersions = async () => (await cluster.request<Crd>('GET', CRD_PATH)).status.storedVersions;
  /** Server-side apply of a whole CRD, as Helm does it. */
  const bring = (definition: object) =>
    cluster.request('PATCH', `${CRD_PATH}?fieldManager=test&force=true`, definition);

  it('is served beside the one before: each object is in both, and is one object', async () => {
    const before = await get('v1alpha1', 'first');
    await installCrds(cluster, [crdYaml(newer)]);
    const after = await until(() => get('v1beta1', 'first').catch(() => false as const));
    assert.equal(after.apiVersion, `${group}/v1beta1`);
    assert.deepEqual([after.metadata.uid, after.spec], [before.metadata.uid, before.spec]);
    await create('v1beta1', 'second');
    assert.equal((await get('v1alpha1', 'second')).apiVersion, `${group}/v1alpha1`);
  });

  it('keeps the rules of the kind, and warns who writes the one before', async () => {
    const refused = cluster.request('POST', path('v1beta1'), {
      apiVersion: `${group}/v1beta1`,
      kind,
      metadata: { name: 'n'.repeat(21) },
      spec: widget.example.spec,
    });
    await assert.rejects(refused, /the name must have at most 20 characters/);
    const { spec } = customResourceDefinition(newer);
    assert.deepEqual(
      spec.versions.map(({ name, served, storage }) => [name, served, storage]),
      [
        ['v1beta1', true, true],
        ['v1alpha1', true, false],
      ],
    );
  });

  it('cannot be the only one while objects are stored in the one before', async () => {
    assert.deepEqual(await storedVersions(), ['v1alpha1', 'v1beta1']);
    const alone = customResourceDefinition({ ...newer, formerVersions: [] });
    await assert.rejects(bring(alone), /storedVersions.*missing from spec\.versions/);
  });

  it('is what all are stored in after they were written once more, and the one before may go', async () => {
    const all = await kubectl(cluster, ['get', `${plural}.v1beta1.${group}`, '-A', '-o', 'json']);
    await kubectl(cluster, ['replace', '-f', '-'], { input: all });
    const stored = JSON.stringify({ status: { storedVersions: ['v1beta1'] } });
    await kubectl(cluster, ['patch', 'crd', CRD, '--subresource=status', '--type=merge', '-p', stored]);
    await bring(customResourceDefinition({ ...newer, formerVersions: [] }));
    await until(() =>
      get('v1alpha1', 'first').then(
        () => false,
        () => true,
      ),
    );
    // What was still stored in a version that there is no more could not be read.
    for (const name of ['first', 'second']) assert.equal((await get('v1beta1', name)).apiVersion, `${group}/v1beta1`);
  });
});
