import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PROCESS_VARIABLES } from '@ameide/operator-kit/manifests';
import { startTestCluster, thirdPartyCrds } from '@ameide/operator-kit/testing';
import { OPERATOR_VARIABLES } from '@ameide/primitives/testing';
import { kubernetes } from '../../../scripts/components/kubernetes.ts';
import type { Report } from '../figure.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';
import { progress } from './progress.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'operators/all/src/main.ts');
const CRDS = join(ROOT, 'charts/ameide-operators/files/crds');
const SETTLE_MS = 60_000;
/** As long as between two resyncs, so that one of everything is in it. */
const IDLE_MS = 600_000;

/** Seven operators as two replicas of one process, in a cluster in which nothing happens. */
export async function benchIdle(report: Report): Promise<void> {
  const binaries = await kubernetes.find();
  if (binaries === null) throw new Error(`There is no Kubernetes control plane: ${kubernetes.howToGet}`);
  process.env[kubernetes.variable] = binaries;
  const own = await Promise.all((await readdir(CRDS)).map((file) => readFile(join(CRDS, file), 'utf8')));
  const others = await Promise.all([
    thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles'),
    thirdPartyCrds('gateway-api', 'httproutes', 'referencegrants'),
    thirdPartyCrds('prometheus-operator', 'servicemonitors'),
    thirdPartyCrds('cert-manager', 'certificates'),
  ]);
  await measure(report, 'with every API', [...own, ...others.flat()]);
  await measure(report, 'in a bare cluster', own);
}

async function measure(report: Report, where: string, crds: readonly string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ameide-bench-'));
  const cluster = await startTestCluster({ crds });
  const replicas: (MeasuredProcess & { requests(): Promise<number> })[] = [];
  try {
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'ameide-system' } });
    const file = join(directory, 'kubeconfig');
    await writeFile(file, cluster.kubeconfig, { mode: 0o600 });
    for (const name of ['one', 'other']) replicas.push(startReplica(file, name));
    await Promise.all(replicas.map((replica) => replica.told('listening')));
    await Promise.race(replicas.map((replica) => replica.told('leading')));
    await delay(SETTLE_MS);
    const before = await Promise.all(replicas.map((replica) => replica.requests()));
    progress(`${where}: ${before.join(' and ')} requests until it is idle`);
    await delay(IDLE_MS);
    const after = await Promise.all(replicas.map((replica) => replica.requests()));
    const perMinute = after.map((count, index) => (count - before[index]!) / (IDLE_MS / 60_000));
    const memory = await Promise.all(replicas.map((replica) => replica.memory()));
    const note = `seven operators in one process, ${where}`;
    report({
      figure: 'operators_idle_requests',
      value: perMinute.reduce((sum, each) => sum + each, 0),
      unit: 'requests/min',
      baseline: null,
      target: '<= 120',
      note: `${note}; both replicas: ${perMinute.map((each) => each.toFixed(1)).join(' and ')}`,
    });
    report({
      figure: 'operators_idle_rss',
      value: memory.reduce((sum, { now }) => sum + now, 0),
      unit: 'MB',
      baseline: null,
      target: '<= 400',
      note: `${note}; both replicas: ${memory.map(({ now, peak }) => `${now.toFixed(0)} (most ${peak.toFixed(0)})`).join(' and ')}`,
    });
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function startReplica(kubeconfig: string, name: string) {
  const started = startMeasured(MAIN, {
    ...PROCESS_VARIABLES,
    KUBECONFIG: kubeconfig,
    HOST_NAME: name,
    PORT: '0',
    METRICS_PORT: '0',
    ...OPERATOR_VARIABLES,
    NODE_NO_WARNINGS: '1',
  });
  return {
    ...started,
    async requests() {
      const { metricsPort } = (await started.told('listening')).line as { readonly metricsPort: number };
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      const counts = text.matchAll(/^operator_api_request_duration_seconds_count\{.*\} (\d+)/gm);
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    },
  };
}
