import type { Finding, Outcome } from '../operator/conditions.ts';
import type { CustomObject } from '../operator/definition.ts';
import { type Admission, admit, type Fault, isTransition } from './admit.ts';
import { choice, integer, list, object, optional, string, time } from './build.ts';
import type { Fields, Json, ReadFields, ReadOf, Rule, Schema, WrittenOf } from './schema.ts';

/** For each type of condition the closed set of its reasons, and what each one means. */
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
  /** The version that operators speak and the API server stores. */
  readonly version: string;
  /**
   * Versions before it that are still served, and with a warning: the same fields under another name, so that nothing has to
   * be converted. docs/adr has how one comes and goes.
   */
  readonly formerVersions?: readonly string[];
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

/** What an operator reads of the spec: defaults are filled in. */
export type SpecOf<K> = K extends CustomResource<infer S, infer _F, infer _C> ? ReadOf<S> : never;
/** What a person writes as the spec. */
export type WrittenSpecOf<K> = K extends CustomResource<infer S, infer _F, infer _C> ? WrittenOf<S> : never;
/** The kind's own fields of the status. */
export type StatusFieldsOf<K> = K extends CustomResource<infer _S, infer F, infer _C> ? ReadFields<F> : never;
/** An object of the kind as the API server has it. */
export type ObjectOf<K> = CustomObject<SpecOf<K>, StatusFieldsOf<K>>;
/** What an operator finds of an object of the kind. */
export type OutcomeOf<K extends { readonly conditions: Conditions }> = Outcome<K['conditions'], StatusFieldsOf<K>>;
/** What it finds of one condition of the kind. */
export type FindingOf<K extends { readonly conditions: Conditions }, Type extends keyof K['conditions']> = Finding<
  keyof K['conditions'][Type] & string
>;

/** Defines a kind. */
export function defineCustomResource<S extends Schema, const F extends Fields, const C extends Conditions>(
  options: CustomResourceOptions<S, F, C>,
): CustomResource<S, F, C> {
  const { status, rules = [], ...rest } = options;
  const allStatus = object('What the operator observed.', { ...status, ...standardStatus });
  return { ...rest, rules: rules as readonly Rule[], status: allStatus };
}

/** The kind as manifests name it. */
export function kindOf({ group, version, kind }: CustomResource): { apiVersion: string; kind: string } {
  return { apiVersion: `${group}/${version}`, kind };
}

/** What the API server would make of a written resource of this kind. */
export function admitResource<S extends Schema>(
  resource: Pick<CustomResource<S>, 'spec' | 'rules'>,
  written: { readonly metadata: { readonly name: string }; readonly spec: unknown },
  options: { old?: Named<S> } = {},
): Admission<ReadOf<S>> {
  const { old } = options;
  const admission = admit(resource.spec, written.spec, { path: 'spec', ...(old && { old: old.spec }) });
  if (!admission.admitted) return admission;
  const whole = { metadata: written.metadata, spec: admission.value };
  const faults: Fault[] = resource.rules
    .filter((rule) => (old !== undefined || !isTransition(rule)) && !rule.holds(whole as never, old as never))
    .map(({ message }) => ({ path: '', message }));
  return faults.length === 0 ? admission : { admitted: false, faults };
}

const generation = (description: string) => integer(description, { minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const condition = object('A condition.', {
  type: string('The type of the condition.', { minLength: 1, maxLength: 316 }),
  status: choice('Whether the condition holds.', ['True', 'False', 'Unknown']),
  observedGeneration: generation('The generation of the spec that the condition was found for.'),
  lastTransitionTime: time('When the status of the condition last changed.'),
  reason: string('The reason, as one word.', {
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  }),
  message: string('The reason, as a sentence.', { maxLength: 32_768 }),
});

const standardStatus = {
  observedGeneration: optional(generation('The generation of the spec that this status was found for.')),
  conditions: optional(list('The conditions of the object.', condition, { maxItems: 32, unique: ['type'] })),
};

/** The example as a manifest that `kubectl apply` takes. */
export function exampleManifest(resource: CustomResource): { readonly [key: string]: Json } {
  return { ...kindOf(resource), metadata: resource.example.metadata, spec: resource.example.spec as Json };
}
