import type { SecretKeys } from '@ameide/primitives/objects';
import type { Definition } from './definition.ts';
import type { Registered } from './registration.ts';

/** What an Agent depends on that is not its own. */
export interface AgentFacts {
  readonly definition: Definition;
  readonly credentials: SecretKeys;
  readonly registered: Registered;
}
