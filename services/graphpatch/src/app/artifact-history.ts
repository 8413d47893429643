import type { GraphpatchDeps } from './deps.ts';
import type { Caller } from './ports.ts';
import type { HistoryEntry, HistoryPlace } from './ref-ports.ts';
import { type Refused, refuse } from './refusal.ts';

/** Of whose content the history is. */
const BRANCH = 'main';

/** What has happened to an artifact after a place, the newest first: what threads knows of it, and its versions. */
export async function artifactHistory(
  { artifactEvents, refRows }: Pick<GraphpatchDeps, 'artifactEvents' | 'refRows'>,
  caller: Caller,
  artifactId: string,
  after: HistoryPlace | undefined,
  limit: number,
): Promise<readonly HistoryEntry[] | Refused> {
  const [events, versions] = await Promise.all([
    artifactEvents(caller, artifactId, after, limit),
    refRows.history(caller.tenantId, { artifactId, branch: BRANCH }, after, limit),
  ]);
  if (events === null) return refuse('artifact_not_found', `There is no artifact ${artifactId}.`);
  return [...events, ...versions].sort(lastFirst).slice(0, limit);
}

function lastFirst(a: HistoryEntry, b: HistoryEntry): number {
  if (a.happenedAt !== b.happenedAt) return b.happenedAt - a.happenedAt;
  return a.id < b.id ? 1 : -1;
}
