import type { NewPasswords } from '@ameide/primitives/objects';
import type { Freshness } from './freshness.ts';

/** What is found out before it is decided what there should be. */
export interface ProjectionFacts {
  readonly newPasswords: NewPasswords;
  readonly freshness: Freshness;
}
