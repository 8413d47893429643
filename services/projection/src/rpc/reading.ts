import { parseRef, type Ref } from '@ameide/graph-model';
import type { RequestContext } from '@ameide/service-kit/rpc';
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
  const message = `"${text}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`;
  throw refusals.error({ reason: 'ref_invalid', message });
}
