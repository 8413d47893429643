/** What a custom resource is written in. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A check over several fields. The API server evaluates `cel`; `holds` says the same in TypeScript, so that unit tests
 * need no API server, and the component suite compares the two.
 */
export interface Rule<T = never> {
  /** CEL over `self`; one that mentions `oldSelf` is checked on updates only. */
  readonly cel: string;
  /** What a person is told to do. */
  readonly message: string;
  readonly holds: (self: T, old: T) => boolean;
  /** Turns a valid value into one that breaks this rule and is otherwise valid: what generated invalid specs come from. */
  readonly broken: (self: T) => unknown;
}

/** Whether a field must be written, may be left out, or is filled in by the API server. */
export type Presence = 'required' | 'optional' | 'defaulted';

/** Which items of a list may not repeat: any may, equal ones may not, or those with the same values of these fields. */
export type Uniqueness = 'none' | 'set' | readonly string[];

export type Node =
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | {
      readonly type: 'string';
      readonly minLength: number;
      readonly maxLength: number;
      readonly pattern?: string;
      /** What a person is told whose text does not match the pattern; the pattern itself if left out. */
      readonly otherwise?: string;
      readonly format?: 'date-time';
    }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | { readonly type: 'int-or-percent' }
  | {
      readonly type: 'list';
      readonly item: Schema;
      readonly minItems: number;
      readonly maxItems: number;
      readonly unique: Uniqueness;
    }
  | { readonly type: 'map'; readonly key: Schema; readonly value: Schema; readonly maxProperties: number }
  | { readonly type: 'object'; readonly fields: Fields };

/**
 * One field of a custom resource.
 * @typeParam Read what an operator reads: defaults are filled in.
 * @typeParam Written what a person writes: fields with a default may be left out.
 */
export interface Schema<Read = unknown, Written = unknown, P extends Presence = Presence> {
  readonly node: Node;
  readonly description: string;
  readonly rules: readonly Rule[];
  readonly presence: P;
  readonly default?: Json;
  /** Never there; carries the types. */
  readonly types?: { readonly read: Read; readonly written: Written };
}

export type Fields = Readonly<Record<string, Schema>>;

type Flat<T> = { [K in keyof T]: T[K] };
type WithPresence<F extends Fields, P extends Presence> = {
  [K in keyof F]: F[K]['presence'] extends P ? K : never;
}[keyof F];

/** What an operator reads of a schema. */
export type ReadOf<S extends Schema> = S extends Schema<infer Read, unknown> ? Read : never;
/** What a person writes for a schema. */
export type WrittenOf<S extends Schema> = S extends Schema<unknown, infer Written> ? Written : never;

export type ReadFields<F extends Fields> = Flat<
  { readonly [K in WithPresence<F, 'required' | 'defaulted'>]: ReadOf<F[K]> } & {
    readonly [K in WithPresence<F, 'optional'>]?: ReadOf<F[K]>;
  }
>;
export type WrittenFields<F extends Fields> = Flat<
  { readonly [K in WithPresence<F, 'required'>]: WrittenOf<F[K]> } & {
    readonly [K in WithPresence<F, 'optional' | 'defaulted'>]?: WrittenOf<F[K]>;
  }
>;
