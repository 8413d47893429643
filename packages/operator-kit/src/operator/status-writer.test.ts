import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError } from '../api/api-error.ts';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject, StoredObject } from '../api/kube-object.ts';
import { createApplier } from './apply.ts';
import { isReady, kitConditions, type Outcome } from './conditions.ts';
import { type AnyOperator, defineOperator } from './definition.ts';
import type { EventNote } from './events.ts';
import { createStatusWriter } from './status-writer.ts';

const WIDGETS = { apiVersion: 'example.com/v1', kind: 'Widget', plural: 'widgets', namespaced: true };
const ROUTE = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' };

const definition: AnyOperator = defineOperator({
  name: 'widget',
  kind: WIDGETS,
  conditions: { ...kitConditions, Degraded: { ...kitConditions.Degraded, Slow: 'It is slow.' } },
  owns: [{ ...ROUTE, optional: true }],
  desired: () => [],
  status: () => ({ phase: 'ready', message: '' }),
});

/** A writer, and all that it writes: the API server is a fake that takes every status, or refuses all with `refusal`. */
function writing(options: { refusal?: ApiError } = {}) {
  const requests: KubeObject[] = [];
  const cached: StoredObject[] = [];
  const notes: EventNote[] = [];
  const client = {
    fieldManager: 'test',
    async apply(_resource, object, subresource) {
      assert.equal(subresource, 'status');
      if (options.refusal) throw options.refusal;
      requests.push(object);
      const resourceVersion = `${Number(object.metadata.resourceVersion) + 1}`;
      return { ...object, spec: {}, metadata: { ...object.metadata, generation: 2, resourceVersion } } as StoredObject;
    },
  } as Partial<KubeClient> as KubeClient;
  const write = createStatusWriter({
    definition,
    applier: createApplier(client),
    caches: { observe: (object) => void cached.push(object) },
    recorder: { record: (_about, note) => void notes.push(note), flush: async () => {} },
  });
  return { requests, cached, notes, write };
}

const widget: StoredObject = {
  ...{ apiVersion: WIDGETS.apiVersion, kind: WIDGETS.kind, spec: {} },
  metadata: { name: 'one', namespace: 'default', uid: 'u', resourceVersion: '7', generation: 2 },
};
const READY: Outcome = { phase: 'ready', message: 'It runs.' };
const reasons = (notes: readonly EventNote[]) => notes.map(({ type, reason }) => `${type} ${reason}`);

describe('the status writer', () => {
  it('writes the status alone, for the very version of the object that it was found for', async () => {
    const { requests, cached, write } = writing();
    await write(WIDGETS, widget, READY);
    const [{ metadata, spec, status } = { metadata: undefined }] = requests;
    assert.deepEqual(
      [metadata, spec],
      [{ name: 'one', namespace: 'default', uid: 'u', resourceVersion: '7' }, undefined],
    );
    assert.equal(isReady({ metadata: { generation: 2 }, status }), true);
    assert.deepEqual(
      cached.map((object) => object.metadata.resourceVersion),
      ['8'],
    );
  });

  it('writes and tells nothing that was said before, however often it is found', async () => {
    const { requests, cached, notes, write } = writing();
    await write(WIDGETS, widget, READY);
    for (let again = 0; again < 3; again++) await write(WIDGETS, cached[0]!, READY);
    assert.deepEqual([requests.length, cached.length, reasons(notes)], [1, 1, ['Normal Available']]);
  });

  it('tells people when it becomes ready or stops being it, and of what is bad, but not of what is over', async () => {
    const { cached, notes, write } = writing();
    const say = async (outcome: Outcome) => {
      notes.length = 0;
      await write(WIDGETS, cached.at(-1) ?? widget, outcome);
      return reasons(notes);
    };
    assert.deepEqual(await say({ phase: 'progressing', message: 'It starts.' }), ['Normal Progressing']);
    assert.deepEqual(await say({ phase: 'progressing', message: 'Half of it runs.' }), []);
    const degraded = { reason: 'Slow', message: 'It takes long.' };
    assert.deepEqual(await say({ ...READY, degraded }), ['Normal Available', 'Warning Slow']);
    assert.deepEqual(await say(READY), []);
    const stalled = { phase: 'stalled', reason: 'Conflict', message: 'It is taken.' } as const;
    assert.deepEqual(await say(stalled), ['Warning Conflict']);
    assert.deepEqual(await say({ ...stalled, reason: 'ApplyRefused' }), ['Warning ApplyRefused']);
  });

  it('names the APIs that are missing', async () => {
    const { requests, notes, write } = writing();
    await write(WIDGETS, widget, READY, { leftOut: [ROUTE] });
    const { conditions } = requests[0]!.status as { conditions: { type: string; message: string }[] };
    assert.equal(
      conditions.find(({ type }) => type === 'OptionalApis')?.message,
      'Not installed: HTTPRoute (gateway.networking.k8s.io).',
    );
    assert.deepEqual(reasons(notes), ['Normal Available', 'Warning Missing']);
  });

  it('believes and tells nothing that was not taken', async () => {
    const refusal = new ApiError({ status: 409, reason: 'Conflict', message: 'it has changed' });
    const { cached, notes, write } = writing({ refusal });
    await assert.rejects(write(WIDGETS, widget, READY), refusal);
    assert.deepEqual([cached, notes], [[], []]);
  });

  it('writes nothing for a reason that is not of the kind', async () => {
    const { requests, write } = writing();
    const outcome: Outcome = { phase: 'stalled', reason: 'Whatever', message: '' };
    await assert.rejects(write(WIDGETS, widget, outcome), /Whatever is no reason of Stalled/);
    assert.deepEqual(requests, []);
  });
});
