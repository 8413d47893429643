import { join } from 'node:path';
import { readArguments } from '../read-arguments.ts';
import { createProgress } from '../release/progress.ts';
import { readSecretKey } from '../release/secret.ts';
import { findTool } from '../release/tools.ts';
import { doctorChecks, faultsOf, findingLine, names, registry } from './doctor.ts';
import { infrastructureFaults } from './infrastructure.ts';
import { environmentOf, INFRASTRUCTURE, NAMESPACE, ours, type Place, root, tryOurs } from './place.ts';
import { endSync, sync } from './sync.ts';
import { writeTiltValues } from './tilt-values.ts';
import { exportAuthority } from './trust-certs.ts';
import { clean, deployInfrastructure, down, up } from './up.ts';

/** `pnpm local`: the whole platform in a cluster on this machine. */
const usage = `Usage: pnpm local <command> [--name <cluster> | --current]

  up                     cluster, infrastructure, images, applications; says where it runs and how to sign in. May be repeated
  down                   ends it: our own cluster with its data, or in another cluster everything that was brought
  clean                  also the namespaces with their data
  doctor                 what this machine and the cluster need, and what to do about what is wrong
  trust-certs            writes the certificate of the cluster's authority, and says how to trust it
  smoke                  whether everything is well
  sync <service> [--off] brings changed code into the running pod, and starts it anew there; --off: the pod runs its image again
  setup                  the programs that all of this needs

For the Tiltfile:
  preflight              whether names and the registry are as a build needs them
  infrastructure         whether all servers, the edge and its certificate are ready
  deploy-infrastructure  brings what of it is missing
  digest <service>       builds, pushes and resolves its image, and writes tilt-values/<service>.values.yaml

  --name <cluster>       our own cluster of this name (ameide)
  --current              the cluster that kubectl talks to: kind, k3d, …`;

const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    name: { type: 'string', default: 'ameide' },
    current: { type: 'boolean', default: process.env.AMEIDE_CLUSTER === 'current' },
    off: { type: 'boolean', default: false },
  },
});
const [verb = '', ...rest] = positionals;
const place: Place = values.current ? { kind: 'current' } : { kind: 'own', name: values.name };
const progress = createProgress(console.log);
const stopping = new AbortController();
const { signal } = stopping;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort(new Error('cancelled')));

const verbs: Readonly<Record<string, () => Promise<unknown>>> = {
  up: () => up({ place, progress, signal }),
  down: () => down(place, signal),
  clean: () => clean(place, signal),
  async setup() {
    await ours('components.ts', ['helm', 'helmfile', 'kubernetes', 'buildah'], { onLine: console.log, signal });
  },
  async doctor() {
    const findings = await doctorChecks(place, 'all');
    for (const finding of findings) console.log(findingLine(finding));
    return faultsOf(findings).length > 0 ? 1 : 0;
  },
  async preflight() {
    const findings = [await names(), await registry(await environmentOf(place))];
    for (const finding of findings) console.log(findingLine(finding));
    return faultsOf(findings).length > 0 ? 1 : 0;
  },
  async infrastructure() {
    const faults = await infrastructureFaults(await findTool('kubectl'), { env: await environmentOf(place), signal });
    for (const fault of faults) console.log(`✗ ${fault}`);
    console.log(
      faults.length === 0
        ? '✓ the infrastructure is ready'
        : '\npnpm local deploy-infrastructure brings what is missing.',
    );
    return faults.length > 0 ? 1 : 0;
  },
  'deploy-infrastructure': () => deployInfrastructure(place, progress, signal),
  async 'trust-certs'() {
    const where = { name: 'ameide-local-ca', key: 'tls.crt', namespace: INFRASTRUCTURE };
    const env = await environmentOf(place);
    const certificate = await readSecretKey(await findTool('kubectl'), where, { env });
    if (!certificate) throw new Error('The cluster has no authority of its own: pnpm local up.');
    console.log(await exportAuthority(certificate, join(root, '.local/ameide-local-ca.crt')));
  },
  async digest() {
    const [name] = rest;
    if (name === undefined || rest.length > 1) throw new Error('Say which service: pnpm local digest gateway.');
    await writeTiltValues({ name, env: await environmentOf(place), progress, signal });
  },
  async smoke() {
    const options = { env: await environmentOf(place), onLine: console.log, signal };
    // It has said itself what is wrong.
    return (await tryOurs('release/main.ts', ['smoke', '--lane', 'local'], options)).code;
  },
  async sync() {
    const [name] = rest;
    if (name === undefined || rest.length > 1) throw new Error('Say which service: pnpm local sync gateway.');
    const writeSources = async (folder: string) => {
      await ours('images/main.ts', ['context', name, folder], { signal });
    };
    const kubectl = await findTool('kubectl');
    const options = { kubectl, namespace: NAMESPACE, name, progress, env: await environmentOf(place), signal };
    if (values.off) await endSync(options);
    else await sync({ ...options, writeSources });
  },
};

const act = verbs[verb];
if (!act) {
  console.error(`${verb ? `There is no "${verb}".` : 'What shall it do?'}\n\n${usage}`);
  process.exit(2);
}
try {
  const code = await act();
  if (typeof code === 'number') process.exitCode = code;
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  process.exitCode = 1;
}
if (signal.aborted) process.exitCode = 130;
