import { hostname } from 'node:os';
import { type ProgramOptions, runProgram, tryProgram } from './program.ts';

const NAME = 'ameide-release';
const SECONDS = 60;
const RENEW_MS = 15_000;

interface Lease {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { readonly holderIdentity?: string; readonly renewTime?: string };
}

export interface LeaseOptions extends ProgramOptions {
  readonly kubectl: string;
  readonly namespace: string;
}

/**
 * Holds the lane, so that no two releases change it at once; one that was killed holds it for a minute at most.
 * @returns what gives it back
 * @throws Error that says who holds it
 */
export async function holdLane({ kubectl, namespace, ...options }: LeaseOptions): Promise<() => Promise<void>> {
  const holder = `${hostname()}/${process.pid}`;
  const body = (resourceVersion?: string) =>
    JSON.stringify({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: NAME, namespace, ...(resourceVersion && { resourceVersion }) },
      spec: { holderIdentity: holder, leaseDurationSeconds: SECONDS, renewTime: microTime(new Date()) },
    });
  const put = (verb: 'create' | 'replace', input: string) =>
    tryProgram(kubectl, [verb, '-f', '-', '--namespace', namespace], { ...options, input });
  const get = async () => {
    const args = ['get', 'lease', NAME, '--namespace', namespace, '--ignore-not-found', '--output', 'json'];
    const text = await runProgram(kubectl, args, options);
    return text.trim() ? (JSON.parse(text) as Lease) : undefined;
  };

  const found = await runProgram(kubectl, ['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name'], options);
  if (!found.trim()) {
    throw new Error(`There is no namespace ${namespace}: the infrastructure of a lane comes before its applications.`);
  }
  const there = await get();
  const renewed = Date.parse(there?.spec.renewTime ?? '');
  const other = there?.spec.holderIdentity;
  if (other && Date.now() - renewed < SECONDS * 1000) {
    throw new Error(`${other} is releasing to ${namespace} (last heard of ${new Date(renewed).toISOString()}).`);
  }
  const { code, stderr } = await put(there ? 'replace' : 'create', body(there?.metadata.resourceVersion));
  if (code !== 0) throw new Error(`The lane ${namespace} cannot be held for this release: ${stderr.trim()}`);
  const renewing = setInterval(() => void put('replace', body()).catch(() => {}), RENEW_MS);
  renewing.unref();
  return async () => {
    clearInterval(renewing);
    await tryProgram(kubectl, ['delete', 'lease', NAME, '--namespace', namespace, '--ignore-not-found'], options);
  };
}

/** As the API wants it: with microseconds. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
