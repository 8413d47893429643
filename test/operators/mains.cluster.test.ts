import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  clusterSkipReason,
  installCrds,
  kubectl,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { startOperatorProcess } from './fixtures/operator-process.ts';

const ROOT = join(import.meta.dirname, '../..');
/** All of them as one process have no files yet, and a suite of their own. */
const operators = readdirSync(join(ROOT, 'operators')).filter(
  (name) => name !== 'all' && existsSync(join(ROOT, 'operators', name, 'src/main.ts')),
);

describe('every operator, from the files by which it is installed', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
    const crds = join(ROOT, 'charts/crds');
    await installCrds(
      cluster,
      readdirSync(crds).map((file) => readFileSync(join(crds, file), 'utf8')),
    );
    await kubectl(cluster, ['create', 'namespace', 'ameide-system']);
  });
  after(() => cluster?.stop());

  for (const name of operators) {
    it(`${name}: leads, with the rights in its rbac.yaml, sees all that it has to, and ends when it is told to`, async () => {
      await kubectl(cluster, ['apply', '-f', join(ROOT, 'operators', name, 'rbac.yaml')]);
      const kubeconfig = await cluster.kubeconfigFor('ameide-system', `ameide-${name}-operator`);
      const operator = await startOperatorProcess(name, kubeconfig);
      try {
        await until(async () => {
          const metrics = await (await fetch(operator.metricsUrl)).text();
          return metrics.split('\n').includes(`operator_leader{operator="${name}"} 1`);
        });
        assert.equal((await fetch(`${operator.baseUrl}/readyz`)).status, 200);
      } finally {
        assert.deepEqual(await operator.stop(), { code: 0, signal: null });
      }
    });
  }
});
