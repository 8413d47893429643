import type { SecretKeys } from '@ameide/primitives/objects';
import type { Drift } from './drift.ts';
import type { Source } from './source.ts';

/** What an Integration depends on and what its runtimes run. */
export interface IntegrationFacts {
  readonly source: Source;
  /** The parameters' secrets. */
  readonly secrets: SecretKeys;
  readonly drift: Drift;
}
