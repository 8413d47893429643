import assert from 'node:assert/strict';
import { it } from 'node:test';
import { testSettings } from '@ameide/primitives/testing';
import { ConfigError, loadConfig } from '@ameide/service-kit/config';
import { z } from 'zod';
import { agentEnvironment, agentSettings } from './environment.ts';

const schema = z.object(agentEnvironment);
const needed = {
  GATEWAY_URL: 'http://gateway.ameide-dev.svc:6003',
  PROJECTION_URL: 'http://projection.ameide-dev.svc',
  GRAPHPATCH_URL: 'http://graphpatch.ameide-dev.svc',
  INTERNAL_SECRET: 'x'.repeat(32),
};

it('knows where services are, and which Secret has the database of runs', () => {
  const settings = agentSettings(testSettings, loadConfig(schema, needed));
  assert.deepEqual(
    [settings.gatewayUrl, settings.projectionUrl, settings.graphPatchUrl],
    [needed.GATEWAY_URL, needed.PROJECTION_URL, needed.GRAPHPATCH_URL],
  );
  assert.deepEqual(settings.checkpointDatabase, { name: 'ameide-agent-runtime', key: 'uri' });
  assert.ok(!JSON.stringify(settings).includes(needed.INTERNAL_SECRET));
});

it('names every variable that it lacks', () => {
  const { GATEWAY_URL: _, INTERNAL_SECRET: __, ...rest } = needed;
  assert.throws(
    () => loadConfig(schema, { ...rest, PROJECTION_URL: 'projection' }),
    (error) =>
      error instanceof ConfigError &&
      ['GATEWAY_URL', 'PROJECTION_URL', 'INTERNAL_SECRET'].every((name) => error.message.includes(name)),
  );
});
