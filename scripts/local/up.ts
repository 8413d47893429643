import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { REGISTRY } from '../cluster/addresses.ts';
import { findPrograms, makeNodeImages, withLock } from '../cluster/index.ts';
import { readDigestFiles } from '../release/digest-files.ts';
import { readLane } from '../release/lane.ts';
import { USER_PASSWORD } from '../release/laptop.ts';
import { runProgram } from '../release/program.ts';
import type { Progress } from '../release/progress.ts';
import { createRegistry } from '../release/registry.ts';
import { createRegistryAccess } from '../release/registry-access.ts';
import { readSecretKey } from '../release/secret.ts';
import { findTool } from '../release/tools.ts';
import { doctorChecks, faultsOf } from './doctor.ts';
import {
  DOMAIN,
  environmentOf,
  helmfileLocal,
  NAMESPACE,
  ours,
  type Place,
  PUBLIC_PORT,
  root,
  SERVERS,
} from './place.ts';

export interface UpOptions {
  readonly place: Place;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Brings the whole platform up in a cluster of this machine. Whatever is there already stays: the second time it does nothing
 * but look.
 */
export async function up(options: UpOptions): Promise<void> {
  const { place } = options;
  // Only Linux has the lock.
  if (process.platform !== 'linux') return bringUp(options);
  const onTaken = () => {
    throw new Error('Another "pnpm local up" brings this cluster up just now: wait until it has ended.');
  };
  await withLock(`local up ${place.kind === 'own' ? place.name : 'current'}`, () => bringUp(options), { onTaken });
}

async function bringUp({ place, progress, signal }: UpOptions): Promise<void> {
  const faults = await progress.step('looking at this machine', async () =>
    faultsOf(await doctorChecks(place, 'before')),
  );
  if (faults.length > 0) throw new Error(`This machine is not ready for it:\n  ${faults.join('\n  ')}`);
  const tell = (line: string) => line.trim() && progress.note(`  ${line.trim()}`);

  if (place.kind === 'own') {
    await progress.step('the cluster', () =>
      ours('cluster/main.ts', ['up', '--name', place.name], { signal, onLine: tell }),
    );
  }
  const env = await environmentOf(place);
  await progress.step('images of the infrastructure', () => buildMissing(env, { progress, signal }));
  await progress.step('the infrastructure', () => deployInfrastructure(place, progress, signal));
  if (place.kind === 'own') {
    await progress.step(`port ${PUBLIC_PORT} leads to the edge`, () => forwardEdge(place.name, env, signal));
  }
  const stopping = { signal, env, onLine: (line: string) => console.log(`  ${line}`) };
  await progress.step('the applications', () => ours('release/main.ts', ['--lane', 'local'], stopping));
  await tellNext(env, progress);
}

export async function deployInfrastructure(place: Place, { note }: Progress, signal?: AbortSignal): Promise<void> {
  const env = await environmentOf(place);
  const onLine = (line: string) => {
    if (/^(Upgrading release=|Error|hook\[)/.test(line)) note(`  ${line}`);
  };
  const sync = (selector: string, ...args: string[]) =>
    helmfileLocal(['--selector', selector, 'sync', ...args], { env, onLine, signal });
  if (place.kind === 'own') {
    // Its pods have no way to public registries.
    env.ENVOY_IMAGE = (await makeNodeImages(await findPrograms())).envoy.reference;
    return sync('tier=infrastructure');
  }
  // k3d and the like lead ports of the machine to a load balancer, and know no ports of nodes.
  await sync('tier=infrastructure,name!=ameide-edge');
  await sync('name=ameide-edge', '--set', 'envoy.serviceType=LoadBalancer');
}

/** Only servers whose image the registry lacks: they change seldom, and take minutes to build. */
async function buildMissing(
  env: Record<string, string>,
  { progress, signal }: Omit<UpOptions, 'place'>,
): Promise<void> {
  const address = env.AMEIDE_REGISTRY_VIA;
  const registry = createRegistry(createRegistryAccess(address ? [{ registry: REGISTRY, address }] : []));
  const { digests } = await readLane(root, 'local');
  const known = await readDigestFiles(digests);
  const missing: string[] = [];
  for (const name of SERVERS) {
    const image = known.get(name);
    if (!image || !(await registry.resolve(image.graph, image.digest))) missing.push(name);
  }
  if (missing.length === 0) return;
  const onLine = (line: string) => progress.note(`  ${line.trim()}`);
  await ours('images/main.ts', ['build', ...missing, '--push', '--registry', REGISTRY], { env, signal, onLine });
}

async function forwardEdge(name: string, env: Record<string, string>, signal: AbortSignal): Promise<void> {
  const wait = ['wait', 'gateway/ameide', '--namespace', NAMESPACE, '--for', 'condition=Programmed', '--timeout', '5m'];
  await runProgram(await findTool('kubectl'), wait, { env, signal });
  const target = 'gateway/ameide-local/ameide:443';
  const forwards = await ours('cluster/main.ts', ['status', '--name', name]);
  if (forwards.includes(`:${PUBLIC_PORT} leads to ${target}`)) return;
  await ours('cluster/main.ts', ['forward', String(PUBLIC_PORT), target, '--name', name], { signal });
}

async function tellNext(env: Record<string, string>, { note }: Progress): Promise<void> {
  const password = await readSecretKey(await findTool('kubectl'), USER_PASSWORD, { env }).catch(() => undefined);
  note('everything is up');
  console.log(`
Ameide runs on https://platform.${DOMAIN}:${PUBLIC_PORT}

Sign in
  user@ameide.io${password ? ` / ${password}` : ''}

Next
  pnpm local trust-certs       so that the browser trusts the certificate
  pnpm local sync gateway      brings a change of its code into the running pod
  pnpm local doctor            when something is not as it should be
  pnpm local down              ends it all${env.KUBECONFIG ? `\n  export KUBECONFIG=${env.KUBECONFIG}` : ''}`);
}

/** Ends it: our own cluster with all that it has, or in another one everything that the lane has brought. */
export async function down(place: Place, signal: AbortSignal): Promise<void> {
  if (place.kind === 'own') {
    await ours('cluster/main.ts', ['down', '--name', place.name], { signal, onLine: console.log });
    return;
  }
  await helmfileLocal(['destroy'], { env: await environmentOf(place), signal, onLine: console.log });
}

/** Also the namespaces with the data, and what is kept in the checkout. */
export async function clean(place: Place, signal: AbortSignal): Promise<void> {
  await down(place, signal);
  if (place.kind === 'current') {
    const namespaces = ['ameide-local', 'ameide-infra', 'ameide-system', 'envoy-gateway-system'];
    const args = ['delete', 'namespace', ...namespaces, '--ignore-not-found'];
    await runProgram(await findTool('kubectl'), args, { signal, onLine: console.log });
  }
  for (const folder of ['.local', 'tilt-values']) {
    if (!existsSync(join(root, folder))) continue;
    await rm(join(root, folder), { recursive: true, force: true });
    console.log(`${folder}/ has been removed`);
  }
}
