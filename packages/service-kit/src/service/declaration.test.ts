import assert from 'node:assert/strict';
import { it } from 'node:test';
import { declareService } from './declaration.ts';
import { DEFAULT_DEPLOYMENT } from './deployment.ts';

const migrations = new URL('file:///migrations/');

it('derives schema, role, ports and probes from the name', () => {
  assert.deepEqual(declareService({ name: 'agent-runtime', migrations, rpcServices: [] }), {
    name: 'agent-runtime',
    schema: 'agent_runtime',
    databaseRole: 'ameide_agent_runtime',
    migrations,
    rpcServices: [],
    internal: [],
    http: [],
    calls: [],
    publishes: undefined,
    follows: [],
    ports: { rpc: 8080, metrics: 9464 },
    probes: { live: '/healthz', ready: '/readyz' },
    optional: [],
    expires: [],
    deployment: DEFAULT_DEPLOYMENT,
  });
});

it('gives a service without migrations no schema and no role', () => {
  const declaration = declareService({ name: 'workspace', rpcServices: [] });
  assert.deepEqual(
    ['schema', 'databaseRole', 'migrations'].filter((key) => key in declaration),
    [],
  );
});

it('refuses a name that cannot be that of a folder, a schema and a role', () => {
  for (const name of ['', 'Threads', 'a_b', '-a', 'a--b', "a'; drop schema b"]) {
    assert.throws(() => declareService({ name, migrations, rpcServices: [] }), TypeError);
  }
});
