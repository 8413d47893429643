import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  clusterSkipReason,
  installCrds,
  kubectl,
  startTestCluster,
  type TestCluster,
  until,
} from '@ameide/operator-kit/testing';
import { startServiceProcess } from '@ameide/service-kit/testing';

const ROOT = join(import.meta.dirname, '../..');
const operators = readdirSync(join(ROOT, 'operators')).filter((name) =>
  existsSync(join(ROOT, 'operators', name, 'src/main.ts')),
);
/** What the ConfigMap `ameide-platform` would have, and the services that some operators speak to. None answers here. */
const environment = {
  AMEIDE_ENVIRONMENT: 'dev',
  IMAGE_REGISTRIES: 'registry.example.com/ameide',
  OIDC_ISSUER: 'https://id.example.com/realms/ameide',
  INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  GATEWAY_URL: 'http://127.0.0.1:1',
  PROJECTION_URL: 'http://127.0.0.1:1',
  GRAPHPATCH_URL: 'http://127.0.0.1:1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
};

describe('every operator, from the files by which it is installed', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'operators-'));
    cluster = await startTestCluster();
    const crds = join(ROOT, 'charts/crds');
    await installCrds(
      cluster,
      readdirSync(crds).map((file) => readFileSync(join(crds, file), 'utf8')),
    );
    await kubectl(cluster, ['create', 'namespace', 'ameide-system']);
  });
  after(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true });
  });

  for (const name of operators) {
    it(`${name}: leads, with the rights in its rbac.yaml, sees all that it has to, and ends when it is told to`, async () => {
      await kubectl(cluster, ['apply', '-f', join(ROOT, 'operators', name, 'rbac.yaml')]);
      const KUBECONFIG = join(folder, name);
      await writeFile(KUBECONFIG, await cluster.kubeconfigFor('ameide-system', `ameide-${name}-operator`));
      const operator = await startServiceProcess(join(ROOT, 'operators', name, 'src/main.ts'), {
        ...environment,
        KUBECONFIG,
      });
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
