import {
  type Column,
  type CustomResource,
  defineCustomResource,
  type Fields,
  object,
  type ReadFields,
  type Rule,
  type Schema,
  type WrittenFields,
} from '@ameide/operator-kit/schema';
import { workloadConditions } from './conditions.ts';
import { ameideKind, scaleSubresource, workloadColumns } from './kind.ts';
import { nameRule } from './names.ts';
import { type ReservedVariables, reservedVariablesRule } from './reserved-names.ts';
import { workload, workloadStatus } from './workload.ts';

/** For each type of condition its reasons, and what each one means. */
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;
type TypesOf<Tables> = Tables extends Tables ? keyof Tables & string : never;
type ReasonsOf<Tables, Type extends string> =
  Tables extends Readonly<Record<Type, infer Of>> ? keyof Of & string : never;
type Merged<Tables extends readonly Table[]> = {
  readonly [Type in TypesOf<Tables[number]>]: Readonly<Record<ReasonsOf<Tables[number], Type>, string>>;
};

/** Tables of conditions as one: each type has the reasons of all of them. */
export function mergeConditions<const Tables extends readonly Table[]>(...tables: Tables): Merged<Tables> {
  const merged: Record<string, Readonly<Record<string, string>>> = {};
  for (const [type, reasons] of tables.flatMap((table) => Object.entries(table))) {
    merged[type] = { ...merged[type], ...reasons };
  }
  return merged as Merged<Tables>;
}

type WorkloadSpec<Spec extends Fields> = typeof workload & Spec;

/** A kind that runs an image. */
export type Workload<Spec extends Fields, Status extends Fields, Conditions extends readonly Table[]> = CustomResource<
  Schema<ReadFields<WorkloadSpec<Spec>>, WrittenFields<WorkloadSpec<Spec>>, 'required'>,
  typeof workloadStatus & Status,
  Merged<readonly [typeof workloadConditions, ...Conditions]>
>;

/** What a kind that runs an image adds to what all of them have. */
export interface WorkloadOptions<Spec extends Fields, Status extends Fields, Conditions extends readonly Table[]> {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly description: string;
  readonly spec: Spec;
  /** Variables that its operator sets, beside those of every workload. */
  readonly reserved?: readonly ReservedVariables<ReadFields<WorkloadSpec<Spec>>>[];
  /** Of the whole spec. */
  readonly rules?: readonly Rule<ReadFields<WorkloadSpec<Spec>>>[];
  readonly status: Status;
  readonly conditions: Conditions;
  readonly columns: readonly Column[];
  /** The field that `kubectl scale` sets; `.spec.scaling.replicas` unless told. */
  readonly scale?: string;
  /** A valid one; it is in `ameide-dev` unless told. */
  readonly example: {
    readonly name: string;
    readonly namespace?: string;
    readonly spec: WrittenFields<WorkloadSpec<Spec>>;
  };
}

/** Defines a kind that runs an image: with the fields, conditions, columns and rules of all of them. */
export function defineWorkload<
  const Spec extends Fields,
  const Status extends Fields,
  const Conditions extends readonly Table[],
>(options: WorkloadOptions<Spec, Status, Conditions>): Workload<Spec, Status, Conditions> {
  const {
    spec,
    rules = [],
    reserved = [],
    status,
    conditions,
    columns,
    scale = scaleSubresource.spec,
    example,
    ...names
  } = options;
  const { name, namespace = 'ameide-dev' } = example;
  const allRules = [...rules, ...reserved.map((each) => reservedVariablesRule(each as ReservedVariables<never>))];
  const resource = defineCustomResource({
    ...ameideKind,
    ...names,
    scope: 'Namespaced',
    spec: object('What should run.', { ...workload, ...spec }, allRules as never),
    status: { ...workloadStatus, ...status },
    conditions: mergeConditions(workloadConditions, ...conditions) as Table,
    columns: [...workloadColumns, ...columns],
    scale: { ...scaleSubresource, spec: scale },
    rules: [nameRule],
    example: { metadata: { name, namespace }, spec: example.spec as never },
  });
  return resource as never;
}
