export type { Finding, Fix, Suggestion } from './advice.ts';
export { applyLayout, applyMutations, GraphInvariantError } from './apply.ts';
export type { ClosedSelection } from './close-selection.ts';
export { closeSelection } from './close-selection.ts';
export { failureOf } from './conditions.ts';
export type { Conflict } from './conflicts.ts';
export { conflicts } from './conflicts.ts';
export { describeChange } from './describe.ts';
export type { Diagnostic } from './diagnostic.ts';
export { diff, diffGraph, diffLayout } from './diff.ts';
export type { Bounds, Graph, GraphEdge, GraphNode, Json, Layout, Lifecycle, Point, Properties } from './graph.ts';
export { emptyGraph, emptyLayout, lifecycles } from './graph.ts';
export { inverse } from './inverse.ts';
export { canonicalJson, equalJson, patchProperties } from './json.ts';
export type { Kind } from './kinds.ts';
export { findKind, kinds, notationOfKind } from './kinds.ts';
export { kindLabel, labelOf } from './label.ts';
export { limits } from './limits.ts';
export type { Change, EdgeFields, LayoutMutation, NodeFields, SemanticMutation } from './mutation.ts';
export { isLayoutMutation } from './mutation.ts';
export type { AdmittedProperties, EditorCommand, Notation, ReadResult, TextEdit, WriteResult } from './notation.ts';
export type { Condition, DrawnPlace, Filter, NewNode, Operation, OperationType, Selector } from './operation.ts';
export { type Origins, originsOf } from './origins.ts';
export type { Plan, PlannedOperation } from './plan.ts';
export { planPatch } from './plan.ts';
export type { PlanRequest } from './plan-request.ts';
export { differingOnes, type PropertyDifference, propertyDifferences } from './property-differences.ts';
export type { Rebase } from './rebase.ts';
export { rebase, rebaseChange } from './rebase.ts';
export { baselineKey, formatRef, type NamedRef, parseNamedRef, parseRef, type Ref } from './ref.ts';
export { planRevert } from './revert.ts';
export type { ModelVersion, Revert, RevertRequest } from './revert-request.ts';
export type { Selection } from './select.ts';
export { describeSelector, select } from './select.ts';
export type { GraphJson, LayoutJson } from './serialise.ts';
export {
  graphFromJson,
  graphToJson,
  layoutFromJson,
  layoutToJson,
} from './serialise.ts';
export type { ModelStep } from './standing-steps.ts';
export type { Placement } from './step.ts';
export type { Segment } from './text-edits.ts';
export { applyEdits, carryEdits, editsTo, inverseEdits, joinEdits } from './text-edits.ts';
export type { FollowOptions } from './traverse.ts';
export { ancestorsOf, childrenOf, whatFollows, whatPrecedes } from './traverse.ts';
