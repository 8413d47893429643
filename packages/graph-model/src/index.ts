export type { Diagnostic } from './diagnostic.ts';
export type { Bounds, Graph, GraphEdge, GraphNode, Json, Layout, Lifecycle, Point, Properties } from './graph.ts';
export { emptyGraph, emptyLayout, lifecycles } from './graph.ts';
export type { Kind } from './kinds.ts';
export { findKind, kinds } from './kinds.ts';
export type { Change, EdgeFields, LayoutMutation, NodeFields, SemanticMutation } from './mutation.ts';
export type { EditorCommand, Notation, ReadResult, TextEdit } from './notation.ts';
export type { Condition, Filter, NewNode, Operation, OperationType, Selector } from './operation.ts';
