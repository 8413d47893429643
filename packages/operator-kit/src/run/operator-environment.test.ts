import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadConfig } from '@ameide/service-kit/config';
import { z } from 'zod';
import { operatorSchema } from './operator-environment.ts';

it('needs nothing but what the operator itself reads', () => {
  const { LANE, ...rest } = loadConfig(operatorSchema({ LANE: z.string() }), { LANE: 'dev' });
  assert.equal(LANE, 'dev');
  assert.deepEqual(rest, {
    PORT: 8080,
    METRICS_PORT: 9464,
    LOG_LEVEL: 'info',
    POD_NAMESPACE: 'ameide-system',
    WORKERS: 8,
    RESYNC_SECONDS: 600,
    LEADER_ELECTION: 'on',
    LEASE_SECONDS: 15,
    LEASE_DEADLINE_SECONDS: 10,
    LEASE_RETRY_SECONDS: 3,
  });
});

it('refuses times by which two could lead at once', () => {
  const schema = operatorSchema({});
  for (const env of [{ LEASE_SECONDS: '10' }, { LEASE_RETRY_SECONDS: '10' }])
    assert.throws(() => loadConfig(schema, env), /LEASE_DEADLINE_SECONDS: must be less than LEASE_SECONDS/);
  assert.doesNotThrow(() => loadConfig(schema, { LEASE_SECONDS: '60', LEASE_DEADLINE_SECONDS: '40' }));
});
