import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { RecordedEvent } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import { type Attributes, createNoopMeter, metrics } from '@opentelemetry/api';
import { createApplyMetrics } from './apply-metrics.ts';

const recorded: { name: string; value: number; attributes: Attributes }[] = [];
metrics.setGlobalMeterProvider({
  getMeter: () =>
    Object.assign(createNoopMeter(), {
      createHistogram: (name: string) => ({
        record: (value: number, attributes: Attributes = {}) => recorded.push({ name, value, attributes }),
      }),
    }),
});
after(() => metrics.disable());

test('lag and latency are measured under their names, without tenants and models', async () => {
  const { recordLag, measure } = createApplyMetrics();
  recordLag({ seconds: 3 });
  recordLag({ seconds: 4, heldBy: { kind: 'relay', seconds: 4 } });
  const event = { type: 'ModelCommitted', tenant: 'acme', stream: 'model:acme/a/main' } as RecordedEvent;
  await measure(async () => undefined)(event, {} as Transaction);
  const failing = measure(async () => Promise.reject(new Error('no')));
  await assert.rejects(failing(event, {} as Transaction), /no/);
  assert.deepEqual(
    recorded.map(({ name, attributes }) => [name, attributes]),
    [
      ['projection_lag_seconds', {}],
      ['projection_lag_seconds', { held_by: 'relay' }],
      ['projection_apply_latency_seconds', { event: 'ModelCommitted' }],
    ],
  );
  assert.ok(recorded.every(({ value }) => value >= 0));
});
