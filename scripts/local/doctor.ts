import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { freemem, totalmem } from 'node:os';
import { REGISTRY } from '../cluster/addresses.ts';
import { findExecutable } from '../components/executable.ts';
import { tryProgram } from '../release/program.ts';
import { readSecretKey } from '../release/secret.ts';
import { findTool, lookForTool, type Tool } from '../release/tools.ts';
import { DOMAIN, environmentOf, NAMESPACE, type Place, PUBLIC_PORT, root, statusOf } from './place.ts';

/** One thing that the lane needs, and what to do when it is not so. */
export interface Finding {
  readonly name: string;
  readonly outcome: 'well' | 'wrong' | 'unknown';
  /** What was seen. */
  readonly told: string;
  /** For a person, where it is wrong. */
  readonly remedy?: string;
}

const WILDCARD_CERTIFICATE = { name: 'ameide-wildcard-tls', namespace: NAMESPACE, key: 'tls.crt' };
const GIB = 2 ** 30;
const NEEDED_DISK = 10 * GIB;
const NEEDED_MEMORY = 6 * GIB;

/** `before`: only what a start needs; `all`: also whether what runs is well. */
export async function doctorChecks(place: Place, extent: 'before' | 'all'): Promise<Finding[]> {
  const findings = [
    await whereItRuns(place),
    ...(await Promise.all((['kubectl', 'helm', 'helmfile'] as const).map(tool))),
    await builder(),
    await disk(),
    memory(),
  ];
  if (extent === 'before') return findings;
  const { state } = await statusOf(place).catch(() => ({ state: 'down' as const }));
  findings.push(await names());
  if (state !== 'up') {
    const remedy = 'pnpm local up';
    return [...findings, { name: 'cluster', outcome: 'wrong', told: `it is ${state}`, remedy }];
  }
  const env = await environmentOf(place);
  return [
    ...findings,
    { name: 'cluster', outcome: 'well', told: 'it answers' },
    await registry(env),
    await port(),
    await certificate(env),
  ];
}

export function faultsOf(findings: readonly Finding[]): string[] {
  const wrong = findings.filter(({ outcome }) => outcome === 'wrong');
  return wrong.map(({ name, told, remedy }) => `${name}: ${told}${remedy ? `. ${remedy}` : ''}`);
}

export function findingLine({ name, outcome, told, remedy }: Finding): string {
  const mark = { well: '✓', wrong: '✗', unknown: '-' }[outcome];
  return `${mark} ${name.padEnd(12)} ${told}${outcome !== 'well' && remedy ? `\n               ${remedy}` : ''}`;
}

async function whereItRuns(place: Place): Promise<Finding> {
  const name = 'where';
  if (place.kind === 'current') {
    const kubectl = await lookForTool('kubectl');
    const { stdout } = kubectl ? await tryProgram(kubectl, ['config', 'current-context']) : { stdout: '' };
    const context = stdout.trim();
    if (context) return { name, outcome: 'well', told: `the cluster of the context ${context}` };
    const remedy = 'k3d cluster create --config k3d.yaml, or kind; see docs/how-to/develop-in-a-cluster.md';
    return { name, outcome: 'wrong', told: 'kubectl has no context', remedy };
  }
  const root = process.getuid?.() === 0;
  if (process.platform === 'linux' && root) return { name, outcome: 'well', told: 'a cluster of our own' };
  const told = process.platform === 'linux' ? 'a cluster of our own needs root' : 'a cluster of our own needs Linux';
  const remedy = 'Make one with k3d or kind, and say --current: docs/how-to/develop-in-a-cluster.md';
  return { name, outcome: 'wrong', told, remedy };
}

async function tool(name: Tool): Promise<Finding> {
  const found = await lookForTool(name);
  if (found) return { name, outcome: 'well', told: found };
  return {
    name,
    outcome: 'wrong',
    told: 'it is not there',
    remedy: `pnpm components ${name === 'kubectl' ? 'kubernetes' : name}`,
  };
}

async function builder(): Promise<Finding> {
  const name = 'builder';
  const found = await findExecutable(process.env.BUILDAH, 'buildah', 'docker');
  if (found) return { name, outcome: 'well', told: found };
  return {
    name,
    outcome: 'wrong',
    told: 'nothing builds images',
    remedy: 'pnpm components buildah, or install docker',
  };
}

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const told = `${(free / GIB).toFixed(0)} GiB are free`;
  if (free > NEEDED_DISK) return { name: 'disk', outcome: 'well', told };
  return { name: 'disk', outcome: 'wrong', told, remedy: `Images and data take up to ${NEEDED_DISK / GIB} GiB.` };
}

function memory(): Finding {
  const told = `${(totalmem() / GIB).toFixed(0)} GiB, ${(freemem() / GIB).toFixed(0)} of them free`;
  if (totalmem() > NEEDED_MEMORY) return { name: 'memory', outcome: 'well', told };
  return {
    name: 'memory',
    outcome: 'wrong',
    told,
    remedy: `The platform with its servers wants ${NEEDED_MEMORY / GIB} GiB.`,
  };
}

/** Browsers resolve names below localhost by themselves; other programs may not. */
export async function names(): Promise<Finding> {
  const host = `platform.${DOMAIN}`;
  const addresses = await lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
  if (addresses.length === 0) {
    const remedy = `Browsers need nothing; curl does: --resolve ${host}:${PUBLIC_PORT}:127.0.0.1`;
    return { name: 'names', outcome: 'unknown', told: `this system does not resolve ${host}`, remedy };
  }
  const foreign = addresses.filter((address) => address !== '::1' && !address.startsWith('127.'));
  if (foreign.length === 0) return { name: 'names', outcome: 'well', told: `${host} is ${addresses.join(', ')}` };
  const remedy = 'A VPN or a resolver answers for names below localhost: take it out of the way for them.';
  return { name: 'names', outcome: 'wrong', told: `${host} is ${foreign.join(', ')}`, remedy };
}

/** The registry of the cluster, as this machine reaches it. */
export async function registry(env: Readonly<Record<string, string>>): Promise<Finding> {
  const address = env.AMEIDE_REGISTRY_VIA ?? REGISTRY.replace('ameide-reg', 'localhost');
  const name = 'registry';
  const answer = await fetch(`http://${address}/v2/`).catch((error: Error) => (error.cause as Error) ?? error);
  if (!(answer instanceof Response)) {
    const remedy = `Nothing listens there: is the cluster up (pnpm local up), and made with k3d.yaml, if it is of k3d?`;
    return { name, outcome: 'wrong', told: `${address} does not answer: ${answer.message}`, remedy };
  }
  if (answer.ok && answer.headers.has('docker-distribution-api-version')) {
    return { name, outcome: 'well', told: `${address}, which nodes call ${REGISTRY}` };
  }
  const remedy = `Something else uses its port (on macOS often AirPlay): end that, or set AMEIDE_REGISTRY_VIA.`;
  return { name, outcome: 'wrong', told: `${address} answers ${answer.status} and is no registry`, remedy };
}

async function port(): Promise<Finding> {
  const open = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: PUBLIC_PORT }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (open) return { name: 'port', outcome: 'well', told: `${PUBLIC_PORT} is open` };
  const remedy = 'pnpm local up leads it to the edge; k3d does by k3d.yaml.';
  return { name: 'port', outcome: 'wrong', told: `nothing listens on ${PUBLIC_PORT}`, remedy };
}

async function certificate(env: Record<string, string>): Promise<Finding> {
  const name = 'certificate';
  const text = await readSecretKey(await findTool('kubectl'), WILDCARD_CERTIFICATE, { env });
  if (!text) return { name, outcome: 'wrong', told: 'there is none', remedy: 'pnpm local up makes it.' };
  const { validToDate, subjectAltName } = new X509Certificate(text);
  const days = Math.floor((validToDate.getTime() - Date.now()) / 86_400_000);
  const told = `${subjectAltName}, for ${days} days`;
  if (days > 0) return { name, outcome: 'well', told };
  const remedy = `kubectl delete secret ameide-wildcard-tls -n ${NAMESPACE}, then pnpm local up`;
  return { name, outcome: 'wrong', told, remedy };
}
