import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import { aCluster, anIntegration, NAME, REVISION, settings } from './integration.fixture.ts';
import type { FlowRuntimes } from './ports.ts';
import { prepare } from './prepare.ts';

type Integration = ReturnType<typeof anIntegration>;
const NOW = new Date('2026-01-01T00:10:00Z');

/** Looks at an Integration whose runtimes are all rolled out; runtimes count how often they are asked. */
async function look(integration: Integration, { modified = false, rolledOut = anIntegration() } = {}) {
  const cluster = aCluster();
  cluster.reconcile(rolledOut);
  if (rolledOut.spec.replicas > 0) cluster.rollOut();
  const said: string[] = [];
  const runtimes: FlowRuntimes = {
    find: async ({ name, namespace }) => [`${name}.${namespace}`],
    async ask(runtime) {
      said.push(`ask ${runtime}`);
      return { ok: true, revision: REVISION, modified: modified && !said.includes(`sync ${runtime}`) };
    },
    async sync(runtime) {
      said.push(`sync ${runtime}`);
      return undefined;
    },
  };
  const observed = createObserved({ owned: cluster.all(), facts: undefined, namespace: 'ameide-dev' });
  const context = { observed, read: async () => undefined, readPods: async () => [], check() {} };
  const options = { settings, runtimes, now: () => NOW };
  const facts = await prepare(integration, context, new AbortController().signal, options);
  return { ...facts, said };
}

describe('what is found out about an Integration', () => {
  it('is what its runtimes say, when all that there is to be is rolled out', async () => {
    const { drift, said } = await look(anIntegration());
    assert.deepEqual(drift, { state: 'in_sync' });
    assert.deepEqual(said, [`ask ${NAME}-management.ameide-dev`]);
  });

  it('is nothing of runtimes that are being rolled out, paused, suspended, none or not allowed', async () => {
    const other = { oci: { reference: `${settings.imageRegistries[0]}/crm@sha256:${'0'.repeat(64)}` } };
    const cases: readonly [Integration, Integration?][] = [
      [anIntegration({ source: other })],
      [anIntegration({ paused: true })],
      [anIntegration({ suspend: true })],
      [anIntegration(), anIntegration({ replicas: 0 })],
      [anIntegration({}, { namespace: 'default' })],
      [anIntegration({ image: `registry.example.org/x@sha256:${'a'.repeat(64)}` })],
    ];
    for (const [integration, rolledOut = anIntegration()] of cases) {
      const { drift, said } = await look(integration, { modified: true, rolledOut });
      assert.deepEqual([drift, said], [{ state: 'not_asked' }, []]);
    }
  });

  it('is a repair, which is told until the next look that the spec asks for', async () => {
    const { drift, said } = await look(anIntegration(), { modified: true });
    assert.deepEqual(drift, { state: 'repaired', at: '2026-01-01T00:10:00Z' });
    assert.ok(said.includes(`sync ${NAME}-management.ameide-dev`));
    const repaired = (repairedAt: string) => anIntegration({ drift: { checkSeconds: 60 } }, { status: { repairedAt } });
    const recent = await look(repaired('2026-01-01T00:09:01Z'));
    assert.deepEqual(recent.drift, { state: 'repaired', at: '2026-01-01T00:09:01Z' });
    assert.deepEqual((await look(repaired('2026-01-01T00:09:00Z'))).drift, { state: 'in_sync' });
  });

  it('is only told where the spec says so', async () => {
    const { drift, said } = await look(anIntegration({ drift: { policy: 'report' } }), { modified: true });
    assert.equal(drift.state, 'drifted');
    assert.ok(!said.some((each) => each.startsWith('sync')));
  });

  it('names the secrets of parameters that are missing', async () => {
    const parameters = [{ name: 'crm', secrets: { token: { name: 'crm', key: 'token' } } }];
    const { secrets } = await look(anIntegration({ parameters }));
    assert.deepEqual(secrets, {
      state: 'missing',
      message: 'Secret crm is not there: make it, with values for token.',
    });
  });
});
