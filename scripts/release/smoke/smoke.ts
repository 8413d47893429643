import { join } from 'node:path';
import type { ReleaseName } from '../helm.ts';
import type { Images } from '../image-reference.ts';
import { addressOf, type Lane } from '../lane.ts';
import { type CheckResult, resultLine, runChecks } from './check.ts';
import { clusterChecks } from './cluster.ts';
import { createEdge } from './edge.ts';
import { type Outside, outsideChecks } from './outside.ts';
import { storyChecks } from './story.ts';

export interface SmokeOptions {
  /** Of the checkout. */
  readonly root: string;
  readonly lane?: Lane | undefined;
  /** Of the workspace; that of the lane unless given. */
  readonly url?: string | undefined;
  readonly ca?: string | undefined;
  readonly connectTo?: string | undefined;
  /** What runs in the cluster, where that can be asked. */
  readonly cluster?: { readonly kubectl: string; readonly apps: readonly ReleaseName[]; readonly images: Images };
  /** As for the story; the variables of this process unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly patienceMs: number;
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/** Looks whether a lane is well: in its cluster, from outside, and as a person who works. */
export async function smokeLane(options: SmokeOptions): Promise<CheckResult[]> {
  const { root, lane, cluster, patienceMs, signal, say } = options;
  const outside = outsideOf(options);
  const { platform, api, issuer } = outside;
  const edge = createEdge({ ca: options.ca, connectTo: options.connectTo });
  try {
    const document = join(root, 'services/platform/samples/order-to-cash.bpmn');
    const checks = [
      ...(cluster ? clusterChecks({ ...cluster, issuer }) : []),
      ...outsideChecks(edge, outside),
      ...storyChecks({ edge, platform, api, issuer, environment: options.environment ?? process.env, document }),
    ];
    if (!cluster) say(lane ? '- the cluster is not asked' : '- only from outside: no lane is named');
    return await runChecks(checks, { ms: patienceMs, signal }, (result) => say(resultLine(result)));
  } finally {
    await edge.close();
  }
}

/** @throws Error when neither values nor an address say where the lane is */
function outsideOf({ lane, url }: SmokeOptions): Outside {
  const given = url === undefined ? undefined : new URL(url);
  const domain = given?.hostname.startsWith('platform.') ? given.hostname.slice('platform.'.length) : lane?.domain;
  if (domain === undefined && given === undefined)
    throw new Error('The values of this lane name no domain; say --url.');
  const hsts = given?.protocol !== 'http:' && !(domain ?? given!.hostname).endsWith('localhost');
  if (domain === undefined) return { platform: given!.origin, hsts };
  const port = given ? Number(given.port || 443) : lane?.publicPort;
  const at = (label?: string) => addressOf({ domain, publicPort: port }, label);
  return {
    platform: given?.origin ?? at('platform'),
    api: at('api'),
    apex: at(),
    www: at('www'),
    issuer: (given ? undefined : lane?.issuer) ?? `${at('auth')}/realms/ameide`,
    hsts,
  };
}

/** What is wrong, one line each. */
export function wrongOnes(results: readonly CheckResult[]): string[] {
  return results.filter(({ outcome }) => outcome === 'wrong').map(({ name, told }) => `${name}: ${told}`);
}
