import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROCESS_VARIABLES } from '@ameide/operator-kit/manifests';
import { NAMESPACE } from './cluster.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.resolve('@ameide/operator-domain')));

/** What an operator has done since its start. */
export interface Work {
  /** Attempts on an object. */
  readonly reconciles: number;
  /** Requests that were answered, by method. */
  readonly requests: Readonly<Record<string, number>>;
}

export interface DomainOperator extends MeasuredProcess {
  work(): Promise<Work>;
}

/** Starts the operator of Domains as its Deployment does: with leader election, health and metrics. */
export async function startDomainOperator(kubeconfig: string, directory: string): Promise<DomainOperator> {
  const file = join(directory, 'kubeconfig');
  await writeFile(file, kubeconfig, { mode: 0o600 });
  const started = startMeasured(MAIN, {
    ...PROCESS_VARIABLES,
    KUBECONFIG: file,
    POD_NAMESPACE: NAMESPACE,
    PORT: '0',
    METRICS_PORT: '0',
    AMEIDE_ENVIRONMENT: 'dev',
    IMAGE_REGISTRIES: 'registry.example.com/ameide',
    OIDC_ISSUER: 'https://id.example.com/realms/ameide',
    NODE_NO_WARNINGS: '1',
  });
  return {
    ...started,
    async work() {
      const { line } = await started.told('listening');
      const text = await (await fetch(`http://127.0.0.1:${line.metricsPort}/metrics`)).text();
      const counts = (histogram: string) =>
        [...text.matchAll(new RegExp(`^${histogram}_count\\{(.*)\\} (\\d+)`, 'gm'))].map(([, labels = '', count]) => ({
          method: /method="(\w+)"/.exec(labels)?.[1] ?? '',
          count: Number(count),
        }));
      const requests: Record<string, number> = {};
      for (const { method, count } of counts('operator_api_request_duration_seconds'))
        requests[method] = (requests[method] ?? 0) + count;
      const reconciles = counts('operator_reconcile_duration_seconds').reduce((sum, { count }) => sum + count, 0);
      return { reconciles, requests };
    },
  };
}
