export { type Admission, admit, type Fault } from './admit.ts';
export {
  boolean,
  choice,
  immutable,
  integer,
  intOrPercent,
  list,
  map,
  object,
  optional,
  string,
  time,
  withDefault,
} from './build.ts';
export { crdYaml, customResourceDefinition } from './crd.ts';
export {
  admitResource,
  type Column,
  type Conditions,
  type CustomResource,
  type CustomResourceOptions,
  defineCustomResource,
  exampleManifest,
  type FindingOf,
  kindOf,
  type ObjectOf,
  type OutcomeOf,
  type SpecOf,
  type StatusFieldsOf,
  type WrittenSpecOf,
} from './custom-resource.ts';
export { applyDefaults } from './defaults.ts';
export { referenceMarkdown } from './reference.ts';
export { defineResourceOperator, type ResourceOperator } from './resource-operator.ts';
export type { Fields, Json, ReadFields, ReadOf, Rule, Schema, WrittenFields, WrittenOf } from './schema.ts';
export { type StructuralSchema, toStructural } from './structural.ts';
