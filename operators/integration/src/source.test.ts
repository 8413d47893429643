import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { KubeObject, StoredObject } from '@ameide/operator-kit';
import { CONFIG_MAP, SECRET } from '@ameide/primitives/objects';
import { anIntegration, COMMIT, flow, settings } from './integration.fixture.ts';
import { findSource, sourceRefs } from './source.ts';

const find = (source: Parameters<typeof anIntegration>[0] & object, ...objects: readonly Partial<KubeObject>[]) =>
  findSource(anIntegration(source), settings, async ({ kind, name }) => {
    const found = objects.find((each) => each.kind === kind && each.metadata?.name === name);
    return found && ({ ...found, metadata: { name, uid: 'u', resourceVersion: '1' } } as StoredObject);
  });
const configMap = (data: object) => ({ ...CONFIG_MAP, metadata: { name: 'crm-flow' }, ...data });
const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('where a flow comes from', () => {
  it('is an artifact with a digest, which is its revision', async () => {
    assert.deepEqual(await find({ source: { oci: { reference: flow('f') } } }), {
      state: 'known',
      revision: `sha256:${'f'.repeat(64)}`,
    });
  });

  it('is a ConfigMap, whose content gives the revision, as text or as bytes', async () => {
    const source = { configMap: { name: 'crm-flow', key: 'flow.json' } };
    assert.deepEqual(sourceRefs(anIntegration({ source })), [{ ...CONFIG_MAP, name: 'crm-flow' }]);
    const text = { data: { 'flow.json': '{}', other: 'x' } };
    assert.deepEqual(await find({ source }, configMap(text)), { state: 'known', revision: sha256('{}') });
    const bytes = { binaryData: { 'flow.json': btoa('{}') } };
    assert.deepEqual(await find({ source }, configMap(bytes)), { state: 'known', revision: sha256('{}') });
    const missing = async (...objects: readonly Partial<KubeObject>[]) => {
      const found = await find({ source }, ...objects);
      return found.state === 'missing' && found.message;
    };
    assert.equal(await missing(), 'ConfigMap crm-flow does not exist: create it, with the flow at flow.json.');
    for (const data of [{}, { data: { other: '{}' } }, { data: { 'flow.json': '' } }]) {
      assert.equal(await missing(configMap(data)), 'ConfigMap crm-flow has nothing at flow.json: add the flow.');
    }
  });

  it('is a commit, with credentials if told, and only where something fetches from Git', async () => {
    const git = { url: 'https://git.example.com/acme/flows.git', commit: COMMIT };
    assert.deepEqual(await find({ source: { git } }), { state: 'known', revision: COMMIT });
    const source = { git: { ...git, credentials: { name: 'git', key: 'token' } } };
    assert.deepEqual(sourceRefs(anIntegration({ source })), [{ ...SECRET, name: 'git' }]);
    assert.equal((await find({ source })).state, 'missing');
    const secret = { ...SECRET, metadata: { name: 'git' }, data: { token: btoa('user:password') } };
    assert.deepEqual(await find({ source }, secret), { state: 'known', revision: COMMIT });
    const without = { ...settings, gitFetcherImage: undefined };
    const refused = await findSource(anIntegration({ source: { git } }), without, async () => undefined);
    assert.ok(refused.state === 'refused');
    assert.match(refused.message, /GIT_FETCHER_IMAGE/);
  });
});
