import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { CHART, helm, helmSkipReason, VALUES } from './fixtures/chart.ts';
import { everyKind } from './fixtures/every-kind.ts';
import { expressions } from './fixtures/monitoring.ts';
import { startOperatorProcess } from './fixtures/operator-process.ts';
import { selectorsOf } from './fixtures/promql.ts';

const NAMES = everyKind.map(({ operator }) => operator);
const install = (values: object, cluster: TestCluster) =>
  helm(
    ['upgrade', '--install', 'operators', CHART, '--namespace', 'ameide-system', '--create-namespace'],
    values,
    cluster,
  );

describe('every operator, as the chart installs it', { skip: clusterSkipReason() || helmSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
    await install({ ...VALUES, mode: 'each' }, cluster);
  });
  after(() => cluster?.stop());

  /** Runs it with the rights of an account, until it leads as each of these, and ends it. */
  async function lead(
    name: string,
    account: string,
    leaders: readonly string[],
    env?: Record<string, string>,
    meanwhile?: (metricsUrl: string) => Promise<void>,
  ) {
    const kubeconfig = await cluster.kubeconfigFor('ameide-system', account);
    const operator = await startOperatorProcess(name, kubeconfig, { ...(env && { env }) });
    try {
      const leading = await until(async () => {
        const metrics = await (await fetch(operator.metricsUrl)).text();
        const found = [...metrics.matchAll(/^operator_leader\{operator="(\w+)"\} 1$/gm)].map(([, each]) => each);
        return found.length >= leaders.length && found.sort();
      });
      assert.deepEqual(leading, [...leaders].sort());
      assert.equal((await fetch(`${operator.baseUrl}/readyz`)).status, 200);
      await meanwhile?.(operator.metricsUrl);
    } finally {
      assert.deepEqual(await operator.stop(), { code: 0, signal: null });
    }
  }

  for (const name of NAMES) {
    it(`${name}: leads, with the rights of its account, sees all that it has to, and ends when it is told to`, () =>
      lead(name, `ameide-${name}-operator`, [name]));
  }

  it('and so do all of them as one process, with the rights of one account', async () => {
    await install(VALUES, cluster);
    await lead('all', 'ameide-operators', NAMES, { OPERATORS: NAMES.join() }, toldOf);
  });

  /** All that the alerts and the dashboard ask for is told, by the labels by which they choose. */
  async function toldOf(metricsUrl: string) {
    await cluster.request('POST', '/apis/ameide.io/v1alpha1/namespaces/default/domains', {
      apiVersion: 'ameide.io/v1alpha1',
      kind: 'Domain',
      metadata: { name: 'orders' },
      spec: { image: `registry.example.com/ameide/orders@${VALUES.image.digest}` },
    });
    const text = await until(async () => {
      const metrics = await (await fetch(metricsUrl)).text();
      return metrics.includes('operator_reconcile_duration_seconds_count{') && metrics;
    });
    const told = new Map<string, Set<string>>();
    for (const [, metric = '', labels = ''] of text.matchAll(/^(\w+)\{(.*)\} /gm)) {
      // Prometheus adds where it is from.
      const known = told.get(metric) ?? new Set(['namespace']);
      for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
      told.set(metric, known);
    }
    for (const [who, expression] of expressions) {
      const selectors = selectorsOf(expression);
      assert.ok(selectors.length > 0, who);
      for (const { metric, labels } of selectors) {
        const known = told.get(metric);
        assert.ok(known, `${who} asks for ${metric}, of which nobody tells`);
        for (const label of labels) assert.ok(known.has(label), `${who} chooses ${metric} by ${label}`);
      }
    }
  }

  it('or some of them, which need no variables but their own', async () => {
    await install({ ...VALUES, operators: ['domain', 'uisurface'] }, cluster);
    const others = { TEMPORAL_ADDRESS: '', KEYCLOAK_URL: '', GATEWAY_URL: '', INTERNAL_SECRET: '' };
    await lead('all', 'ameide-operators', ['domain', 'uisurface'], { OPERATORS: 'uisurface,domain', ...others });
  });

  it('and none of a name that no operator has', async () => {
    const refused = startOperatorProcess('all', cluster.kubeconfig, { env: { OPERATORS: 'domain,orders' } });
    await assert.rejects(refused, /OPERATORS: must be of agent, domain, integration/);
  });
});
