import { parseRef, type Ref } from '@ameide/graph-model';
import type { ModelRows } from './ports.ts';
import { type Refused, refuse } from './refusal.ts';

/** The model that a ref names, with the newest version unless the ref names one. */
export async function findModel(rows: ModelRows, tenantId: string, text: string): Promise<Required<Ref> | Refused> {
  const ref = parseRef(text);
  if (!ref) return refuse('ref_invalid', `"${text}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`);
  const head = await rows.head(tenantId, ref);
  return head ? { version: head.version, ...ref } : refuse('model_not_found', `There is no model ${text}.`);
}
