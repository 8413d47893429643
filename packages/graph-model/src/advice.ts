import type { Diagnostic } from './diagnostic.ts';
import type { Operation } from './operation.ts';

/** Operations that mend a finding, for people to look at and to accept. They can be carried out on the model that has it. */
export interface Fix {
  /** Stable, lower snake case, such as `clear_default`. */
  readonly code: string;
  /** What it does, as a button says it. */
  readonly title: string;
  readonly operations: readonly Operation[];
}

/** What the rules of a notation, or good style in it, have to say about a model. Style is advice: it is never an error. */
export interface Finding extends Diagnostic {
  readonly source: 'rule' | 'style';
  readonly fixes: readonly Fix[];
}

/** A way to make a model better. Its operations can be carried out on that model. */
export interface Suggestion {
  /** Stable, lower snake case, such as `label_element`. */
  readonly code: string;
  /** What it does, as a button says it. */
  readonly title: string;
  /** One sentence: why. */
  readonly reason: string;
  /** The same for programs: stable, lower snake case, such as `message_flow`. */
  readonly reasonCode: string;
  /** Names and numbers that the sentence says beside those of `elementIds`. */
  readonly reasonValues: readonly string[];
  /** From 0 to 1: how sure it is that people want this. */
  readonly confidence: number;
  /** What it is about, what it is most about first. */
  readonly elementIds: readonly string[];
  readonly operations: readonly Operation[];
}
