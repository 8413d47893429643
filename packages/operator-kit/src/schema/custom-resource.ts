import { type Admission, admit, type Fault } from './admit.ts';
import { choice, integer, list, object, optional, string, time } from './build.ts';
import type { Fields, Json, ReadFields, ReadOf, Rule, Schema, WrittenOf } from './schema.ts';

/** Why a condition is what it is: for each type of condition, the closed set of its reasons and what each one means. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A column of `kubectl get`; `wide` ones appear with `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly type: 'boolean' | 'date' | 'integer' | 'string';
  readonly path: string;
  readonly wide?: boolean;
}

/** What a rule over the whole resource sees; the API server shows rules nothing else of the metadata. */
export interface Named<S extends Schema> {
  readonly metadata: { readonly name: string };
  readonly spec: ReadOf<S>;
}

export interface CustomResourceOptions<S extends Schema, F extends Fields, C extends Conditions> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  readonly description: string;
  readonly spec: S;
  /** What the status says beside `observedGeneration` and `conditions`. */
  readonly status: F;
  readonly conditions: C;
  readonly columns: readonly Column[];
  /** Paths of the scale subresource, for `kubectl scale` and autoscalers. */
  readonly scale?: { readonly spec: string; readonly status: string; readonly selector: string };
  readonly rules?: readonly Rule<Named<S>>[];
  /** A valid one: for the reference, and for whoever begins. */
  readonly example: {
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec: WrittenOf<S>;
  };
}

/** A kind of custom resource, from which its CRD, its types, its reference and its generators come. */
export interface CustomResource<S extends Schema = Schema, F extends Fields = Fields, C extends Conditions = Conditions>
  extends Omit<CustomResourceOptions<S, F, C>, 'status' | 'rules'> {
  readonly status: Schema;
  readonly rules: readonly Rule[];
  /** Never there; carries the type. */
  readonly statusFields?: F;
}

export interface Condition<Type extends string = string, Reason extends string = string> {
  readonly type: Type;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: Reason;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}

/** What an operator reads of the spec: defaults are filled in. */
export type SpecOf<R> = R extends CustomResource<infer S, infer _F, infer _C> ? ReadOf<S> : never;
/** What a person writes as the spec. */
export type WrittenSpecOf<R> = R extends CustomResource<infer S, infer _F, infer _C> ? WrittenOf<S> : never;
export type ConditionTypeOf<R> = R extends CustomResource<infer _S, infer _F, infer C> ? keyof C & string : never;
/** The reasons that a condition of this type may give. */
export type ReasonOf<R, Type extends string = ConditionTypeOf<R>> =
  R extends CustomResource<infer _S, infer _F, infer C>
    ? Type extends keyof C
      ? keyof C[Type] & string
      : never
    : never;
export type StatusOf<R> =
  R extends CustomResource<infer _S, infer F, infer _C>
    ? ReadFields<F> & {
        readonly observedGeneration?: number;
        readonly conditions?: readonly Condition<ConditionTypeOf<R>, ReasonOf<R>>[];
      }
    : never;

/** Defines a kind. Its spec may not hold text, lists or maps without a bound, which `schema.ts` sees to. */
export function defineCustomResource<S extends Schema, const F extends Fields, const C extends Conditions>(
  options: CustomResourceOptions<S, F, C>,
): CustomResource<S, F, C> {
  const { status, rules = [], ...rest } = options;
  return {
    ...rest,
    rules: rules as readonly Rule[],
    status: object('What the operator found.', { ...status, ...standardStatus }),
  };
}

/** What the API server would make of a written resource of this kind. */
export function admitResource<S extends Schema, F extends Fields, C extends Conditions>(
  resource: CustomResource<S, F, C>,
  written: { readonly metadata: { readonly name: string }; readonly spec: unknown },
  options: { old?: ReadOf<S> } = {},
): Admission<ReadOf<S>> {
  const admission = admit(resource.spec, written.spec, { ...options, path: 'spec' });
  if (!admission.admitted) return admission;
  const whole = { metadata: written.metadata, spec: admission.value };
  const faults: Fault[] = resource.rules
    .filter((rule) => !rule.holds(whole as never, undefined as never))
    .map(({ message }) => ({ path: '', message }));
  return faults.length === 0 ? admission : { admitted: false, faults };
}

const condition = object('One aspect of the state.', {
  type: string('What it is about.', { minLength: 1, maxLength: 316 }),
  status: choice('Whether it is so.', ['True', 'False', 'Unknown']),
  observedGeneration: integer('The generation of the spec that it is about.', {
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  lastTransitionTime: time('Since when it is so.'),
  reason: string('Why, in one word.', {
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  }),
  message: string('Why, in a sentence.', { maxLength: 32_768 }),
});

const standardStatus = {
  observedGeneration: optional(
    integer('The generation of the spec that this status is about.', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  ),
  conditions: optional(list('How it is, aspect by aspect.', condition, { maxItems: 32, unique: ['type'] })),
};

/** The example as a manifest that `kubectl apply` takes. */
export function exampleManifest(resource: CustomResource): { readonly [key: string]: Json } {
  const { group, version, kind, example } = resource;
  return { apiVersion: `${group}/${version}`, kind, metadata: example.metadata, spec: example.spec as Json };
}
