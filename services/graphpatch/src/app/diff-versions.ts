import { formatRef, type Ref } from '@ameide/graph-model';
import type { GraphpatchDeps } from './deps.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';
import { MAX_INTERVENING_COMMITS } from './work/compile-on-head.ts';
import type { DiffPart, History } from './work/diff-versions.ts';

export interface DiffVersionsQuery extends DiffPart {
  readonly baseRef: string;
  readonly targetRef: string;
}

/** Compares two versions of an artifact; the encoded answer. */
export async function diffVersions(
  deps: GraphpatchDeps,
  { tenantId, signal }: Caller,
  { baseRef, targetRef, ...part }: DiffVersionsQuery,
): Promise<Uint8Array | Refused> {
  const [base, target] = await Promise.all([baseRef, targetRef].map((ref) => deps.models.version(tenantId, ref)));
  if (isRefused(base!)) return base;
  if (isRefused(target!)) return target;
  if (base!.ref.artifactId !== target!.ref.artifactId) {
    const message = `${formatRef(base!.ref)} and ${formatRef(target!.ref)} are of two artifacts.`;
    return refuse('refs_unrelated', message);
  }
  const history = await historyBetween(deps, tenantId, base!.ref, target!.ref);
  return deps.worker.diff({ tenantId, base: base!, target: target!, history, part }, signal);
}

/** The commits that lie between two versions; the last ones of very many, and none between two branches. */
async function historyBetween(
  { modelRows, log }: GraphpatchDeps,
  tenantId: string,
  base: Required<Ref>,
  target: Required<Ref>,
): Promise<History> {
  const { artifactId, branch } = base;
  if (branch !== target.branch || base.version === target.version) return { commits: [], changes: [], layouts: [] };
  const until = Math.max(base.version, target.version);
  const after = Math.max(Math.min(base.version, target.version), until - MAX_INTERVENING_COMMITS);
  const model: Ref = { artifactId, branch };
  const [commits, changes, layouts] = await Promise.all([
    modelRows.commits(tenantId, { artifactId, branch, version: until }, until - after),
    log.changes(tenantId, model, after, until),
    log.layouts(tenantId, model, after, until),
  ]);
  const origins = commits.map(({ version, authorId, runId }) => ({ version, authorId, runId }));
  return { commits: origins.reverse(), changes, layouts };
}
