import { findingOf, type ReconcileContext } from '@ameide/operator-kit';
import type { FlowRuntimes, RuntimeAnswer, ServiceRef } from './ports.ts';

/** Whether runtimes run the flow that their source has. */
export type Drift =
  | { readonly state: 'in_sync' | 'not_asked' }
  | { readonly state: 'drifted' | 'unreachable'; readonly message: string }
  | { readonly state: 'repaired' /** RFC 3339. */; readonly at: string };

/** What is looked for. */
export interface DriftSearch {
  readonly service: ServiceRef;
  /** That of the source. */
  readonly revision: string;
  readonly policy: 'repair' | 'report';
}

/** With what. */
export interface DriftContext extends Pick<ReconcileContext, 'check'> {
  readonly runtimes: FlowRuntimes;
  /** RFC 3339. */
  readonly now: () => string;
  readonly signal: AbortSignal;
}

type Asked = readonly { readonly runtime: string; readonly answer: RuntimeAnswer }[];

/**
 * Asks every runtime what it runs and, by policy, has those load the flow again that run another one. Only what they say
 * afterwards counts as a repair.
 *
 * @throws LeadershipLost; the signal's reason once it is aborted
 */
export async function findDrift(search: DriftSearch, context: DriftContext): Promise<Drift> {
  const { runtimes, signal } = context;
  const found = await runtimes.find(search.service, signal);
  if (found.length === 0) return { state: 'unreachable', message: 'No runtime has an address.' };
  const asked = await askAll(found, context);
  const drifted = asked.filter(({ answer }) => isDrifted(answer, search));
  if (drifted.length === 0) return verdict(asked, found.length);
  if (search.policy === 'report') return { state: 'drifted', message: describe(drifted, search, found.length) };

  const attempts = drifted.map(({ runtime }) => {
    context.check();
    return runtimes.sync(runtime, search.revision, signal);
  });
  const faults = (await Promise.all(attempts)).filter((fault) => fault !== undefined);
  const again = await askAll(
    drifted.map(({ runtime }) => runtime),
    context,
  );
  const still = again.filter(({ answer }) => isDrifted(answer, search));
  if (still.length > 0) {
    const outcome = faults.length > 0 ? `at POST /sync it ${unique(faults)}` : 'it was told to load the source’s flow';
    return { state: 'drifted', message: `${describe(still, search, found.length)}; ${outcome}.` };
  }
  const left = verdict([...asked.filter((each) => !drifted.includes(each)), ...again], found.length);
  return left.state === 'in_sync' ? { state: 'repaired', at: context.now() } : left;
}

/** The condition `InSync`. */
export const driftFinding = (drift: Drift) =>
  findingOf(drift, {
    not_asked: ['Unknown', 'NotAsked'],
    in_sync: ['True', 'InSync'],
    repaired: ['True', 'Repaired', drift.state === 'repaired' ? `Drift was repaired at ${drift.at}.` : ''],
    drifted: ['False', 'Drifted'],
    unreachable: ['Unknown', 'Unreachable'],
  });

async function askAll(runtimes: readonly string[], context: DriftContext): Promise<Asked> {
  return Promise.all(
    runtimes.map(async (runtime) => ({ runtime, answer: await context.runtimes.ask(runtime, context.signal) })),
  );
}

function isDrifted(answer: RuntimeAnswer, { revision }: DriftSearch): boolean {
  return answer.ok && (answer.modified || answer.revision !== revision);
}

function verdict(asked: Asked, of: number): Drift {
  const faults = asked.flatMap(({ answer }) => (answer.ok ? [] : answer.fault));
  if (faults.length === 0) return { state: 'in_sync' };
  return { state: 'unreachable', message: `${faults.length} of ${of} runtimes: ${unique(faults)}.` };
}

function describe(drifted: Asked, { revision }: DriftSearch, of: number): string {
  const what = drifted.map(({ answer }) =>
    answer.ok && answer.revision !== revision ? `runs ${answer.revision}` : 'was changed after it was loaded',
  );
  return `${drifted.length} of ${of} runtimes: ${unique(what)}; the source has ${revision}`;
}

/** The same text for the same facts, in whichever order they came. */
function unique(texts: readonly string[]): string {
  return [...new Set(texts)].sort().join(', ');
}
