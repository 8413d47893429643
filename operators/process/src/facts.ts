import type { Definition } from './definition.ts';
import type { Failure, View } from './ports.ts';

/** What the operator knows of other systems. */
export interface ProcessFacts {
  readonly definition: Definition;
  readonly temporal: View;
  /** Why Temporal did not make the spec's version the current one when it was asked to. */
  readonly notCurrent?: Failure | undefined;
  /** When all this was so, in ms since 1970. */
  readonly now: number;
}
