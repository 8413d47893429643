import type { Ref } from '@ameide/graph-model';
import type { GraphpatchDeps } from './deps.ts';
import { MAX_INTERVENING_COMMITS } from './work/compile-on-head.ts';

/** What each commit between two versions has changed, as the log has it; none when they are too many to be moved over. */
export async function changesSince(
  { log }: Pick<GraphpatchDeps, 'log'>,
  tenantId: string,
  { artifactId, branch }: Ref,
  from: number,
  until: number,
): Promise<readonly string[]> {
  return until - from > MAX_INTERVENING_COMMITS ? [] : log.changes(tenantId, { artifactId, branch }, from, until);
}
