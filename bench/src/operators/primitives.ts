import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTransport, isReady, startReflector, type Transport } from '@ameide/operator-kit';
import { KubeConfig } from '@kubernetes/client-node';
import type { Report } from '../figure.ts';
import { appliedBlindly } from './applied-blindly.ts';
import { withCluster } from './cluster.ts';
import { type DomainOperator, startDomainOperator } from './domain-operator.ts';
import { DOMAIN, makeDomains } from './domains.ts';
import { type Memory, startMeasured } from './measured-process.ts';
import { progress } from './progress.ts';
import { startStandIn } from './stand-in.ts';

const BESIDE = 200;
const SETTLE_MS = 30_000;
const INFORMERS = fileURLToPath(new URL('informers.ts', import.meta.url));

/** The operator of Domains as a process of its own: to converged, at rest, and after a restart. */
export async function benchPrimitives(report: Report, { objects: count }: { readonly objects: number }): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ameide-bench-'));
  await withCluster(async ({ kubeconfig }) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig);
    const transport = createTransport({ kubeConfig });
    const blindly = await appliedBlindly(kubeConfig, Math.min(BESIDE, count));
    progress(`KubernetesObjectApi applies the parts of ${blindly.toFixed(1)} Domains per second`);
    await makeDomains(transport, count);
    progress(`${count} Domains are there`);

    const first = await startDomainOperator(kubeconfig, directory);
    const seconds = await converge(transport, count, first);
    const work = await first.work();
    const converged = await settle(first);
    await first.stop();

    const second = await startDomainOperator(kubeconfig, directory);
    const { seconds: restart } = await second.told('leading');
    progress(`synced ${restart.toFixed(1)} s after the start`);
    await allSeen(second, count);
    const restarted = await settle(second);
    const { requests: after } = await second.work();
    await second.stop();
    await transport.close();

    const informers = startMeasured(INFORMERS, { KUBECONFIG: join(directory, 'kubeconfig'), NODE_NO_WARNINGS: '1' });
    const { seconds: informersSynced, line } = await informers.told('synced');
    const beside = await settle(informers);
    await informers.stop();

    const each = (number = 0) => (number / count).toFixed(1);
    const { reconciles, requests } = work;
    const of = `${count} Domains, ${line.objects} objects in the cache`;
    report({
      figure: 'reconciles',
      value: reconciles / seconds,
      unit: 'reconciles/s',
      baseline: null,
      target: '>= 25',
      note: `${count} Domains from the operator's start to Ready; for each ${each(requests.PATCH)} PATCH, ${each(requests.GET)} GET, ${each(requests.POST)} POST; Deployments are served by a stand-in`,
    });
    report({
      figure: 'primitives_converged',
      value: count / seconds,
      unit: 'primitives/s',
      baseline: blindly,
      target: '>= 25',
      note: 'the same; baseline: KubernetesObjectApi applies the same parts and does nothing else',
    });
    const rss = (name: string, value: number, baseline: number, note: string) =>
      report({ figure: `operator_rss_${name}`, value, unit: 'MB', baseline, target: '<= 300', note });
    const informer = 'baseline: makeInformer of @kubernetes/client-node with the same objects';
    rss('converged', converged.now, beside.now, `${of}; 30 s after the last was Ready; ${informer}`);
    rss('converging_peak', converged.peak, beside.peak, `${of}; the most while they became Ready; ${informer}`);
    rss('restarted', restarted.now, beside.now, `${of}; 30 s after everything was looked at again; ${informer}`);
    rss('restarted_peak', restarted.peak, beside.peak, `${of}; the most since the restart; ${informer}`);
    report({
      figure: 'restart_to_synced',
      value: restart,
      unit: 's',
      baseline: informersSynced,
      target: '<= 30',
      note: `${of}; from the start of the process to leading with every kind listed; every Domain was looked at again with ${after.PATCH ?? 0} PATCH; ${informer}`,
    });
  });
  await rm(directory, { recursive: true, force: true });
}

/** Seconds until every Domain is ready. */
async function converge(transport: Transport, count: number, operator: DomainOperator): Promise<number> {
  const standIn = startStandIn(transport);
  const done = Promise.withResolvers<void>();
  const ready = new Set<string>();
  const domains = startReflector({
    transport,
    resource: DOMAIN,
    transform: ({ apiVersion, kind, metadata, status }) => {
      const { name, uid, resourceVersion } = metadata;
      const spec = isReady({ metadata, status });
      return { apiVersion, kind, metadata: { name, uid, resourceVersion }, spec };
    },
    onEvent: ({ key, object }) => {
      if (object.spec === true) ready.add(key);
      if (ready.size === count) done.resolve();
    },
  });
  const start = performance.now();
  await operator.told('leading');
  progress('the operator leads');
  const ticking = setInterval(() => void tick(), 15_000);
  const tick = async () => {
    const { now, peak } = await operator.memory();
    progress(`${ready.size} are Ready; the operator has ${now.toFixed(0)} MB, at most ${peak.toFixed(0)}`);
  };
  await done.promise;
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(ticking);
  progress(`all are Ready after ${seconds.toFixed(1)} s`);
  await Promise.all([standIn.stop(), domains.stop()]);
  return seconds;
}

/** After a restart every object is looked at. */
async function allSeen(operator: DomainOperator, count: number): Promise<void> {
  while ((await operator.work()).reconciles < count) await delay(500);
  progress('every Domain was looked at again');
}

async function settle(measured: { memory(): Promise<Memory> }): Promise<Memory> {
  await delay(SETTLE_MS);
  const memory = await measured.memory();
  progress(`at rest: ${memory.now.toFixed(0)} MB, at most ${memory.peak.toFixed(0)}`);
  return memory;
}
