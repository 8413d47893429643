import { formatRef, parseNamedRef, parseRef, type Ref } from '@ameide/graph-model';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { ModelSource } from '../app/ports.ts';
import type { ReadingCaller } from '../app/projections.ts';
import { refusals } from './refusals.ts';

/** An answer waits so long for the projection at most: what holds it up longer, waiting does not mend. */
const MAX_PATIENCE_MS = 3_000;

/** Half of the time that the caller gives, so that it hears why before it gives up. */
export function readingCaller({ tenantId, signal, remainingMs }: RequestContext): ReadingCaller {
  const half = Math.ceil(Math.max(1, (remainingMs ?? Infinity) / 2));
  return { tenantId, signal, patienceMs: Math.min(MAX_PATIENCE_MS, half) };
}

/** @throws ServiceError `ref_invalid` */
export function refOf(text: string): Ref {
  const ref = parseRef(text);
  if (ref) return ref;
  throw refusals.error({ reason: 'ref_invalid', message: `"${text}" is not a ref. ${FORM}` });
}

const FORM = 'Use artifacts/<id>/<branch>[@<version>], or the name of a baseline in place of the version.';

/** A ref that may name its version by a baseline. @throws ServiceError `ref_invalid`, `version_not_found` */
export async function namedRefOf(
  source: Pick<ModelSource, 'baselineVersion'>,
  { tenantId, signal }: RequestContext,
  text: string,
): Promise<Ref> {
  const named = parseNamedRef(text);
  if (named?.baseline === undefined) return refOf(text);
  const { artifactId, branch, baseline } = named;
  const version = await source.baselineVersion(tenantId, { artifactId, branch }, baseline, signal);
  if (version !== null) return { artifactId, branch, version };
  const message = `${formatRef({ artifactId, branch })} has no baseline "${baseline}".`;
  throw refusals.error({ reason: 'version_not_found', message });
}
