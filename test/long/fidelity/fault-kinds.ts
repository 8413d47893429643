import type { Operation } from '@ameide/graph-model';

/** What must never be, whatever the document: it ends a run with 1. */
export const faultKinds = [
  'crash',
  'changed_unasked',
  'made_invalid',
  'canonical_loss',
  'not_as_planned',
  'not_undone',
] as const;
/** What somebody should look at. */
export const remarkKinds = ['overlap', 'drawn_twice', 'loose_end', 'slow'] as const;

export type FaultKind = (typeof faultKinds)[number] | (typeof remarkKinds)[number];

/** What somebody has to look at, and how to come there again. */
export interface Finding {
  readonly kind: FaultKind;
  readonly file: string;
  /** Of the edit, from 1; 0 for the document itself. */
  readonly edit: number;
  readonly what: string;
  readonly operations?: readonly Operation[];
}
