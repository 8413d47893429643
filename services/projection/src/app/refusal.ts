import { formatRef, type Ref } from '@ameide/graph-model';
import type { Refusal } from '@ameide/service-kit/errors';

export type ProjectionRefusal = Refusal<
  | 'ref_invalid'
  | 'model_not_found'
  | 'version_not_found'
  | 'projection_behind'
  | 'focus_not_found'
  | 'token_budget_too_small'
>;

/** What a use case comes to. */
export type Outcome<T extends object> = T | { readonly refused: ProjectionRefusal };

export function modelNotFound({ artifactId, branch }: Ref): { readonly refused: ProjectionRefusal } {
  return { refused: { reason: 'model_not_found', message: `There is no model ${formatRef({ artifactId, branch })}.` } };
}

export function versionNotFound({ artifactId, branch, version }: Ref, newest: number) {
  const message = `${formatRef({ artifactId, branch })} has no version ${version} here; the newest is ${newest}.`;
  const metadata = { newest_version: String(newest) };
  return { refused: { reason: 'version_not_found', message, metadata } satisfies ProjectionRefusal };
}

export function projectionBehind(seconds: number, heldBy: string | undefined) {
  const lag = Math.max(1, Math.round(seconds));
  const message = `The projection is ${lag} s behind${heldBy ? `: ${heldBy}` : ''}. Ask again in a moment.`;
  const metadata = { lag_seconds: String(lag), ...(heldBy && { held_by: heldBy }) };
  return { refused: { reason: 'projection_behind', message, metadata } satisfies ProjectionRefusal };
}
