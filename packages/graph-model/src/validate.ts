import {
  amount,
  type Check,
  elementId,
  identifier,
  isRecord,
  list,
  nullable,
  optional,
  orEmpty,
  properties,
  type Report,
  record,
  required,
  shown,
  text,
  union,
} from './checks.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lifecycles } from './graph.ts';
import { findKind } from './kinds.ts';
import { limits } from './limits.ts';
import type { Operation, OperationType } from './operation.ts';

/**
 * What is wrong with one operation in itself, without a model: its shape, kinds, lifecycle, texts and limits. Takes
 * anything, so that what an agent made up is answered with diagnostics.
 */
export function validateOperation(operation: unknown, namespace: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const operationId = isRecord(operation) && typeof operation.id === 'string' ? operation.id : undefined;
  const report: Report = (code, message) => {
    diagnostics.push({ severity: 'error', code, message, ...(operationId === undefined ? {} : { operationId }) });
  };
  if (!isRecord(operation)) {
    report('invalid_operation', 'An operation must be an object.');
    return diagnostics;
  }
  const type = shown(operation.type);
  if (!Object.hasOwn(fields, type)) {
    const known = Object.keys(fields).join(', ');
    report('unknown_operation_type', `There is no operation type "${type}". Use one of ${known}.`);
    return diagnostics;
  }
  record({ ...base, type: text, ...fields[type as OperationType](namespace) })(operation, '', report);
  return diagnostics;
}

/** How many selectors of an operation have to look at every node. */
export function searchesIn(operation: Operation): number {
  const count = (value: unknown): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + count(item), 0);
    if (!isRecord(value)) return 0;
    const search = value.by === 'type' && isRecord(value.filter) && value.filter.name === undefined;
    return Object.values(value).reduce((sum: number, item) => sum + count(item), search ? 1 : 0);
  };
  return count(operation);
}

const lifecycle: Check = (value, at, report) => {
  if (!lifecycles.some((known) => known === value)) {
    report('unknown_lifecycle', `${at} must be one of ${lifecycles.join(', ')}.`);
  }
};

const kind =
  (element: 'node' | 'edge', namespace: string | undefined): Check =>
  (value, at, report) => {
    const known = typeof value === 'string' ? findKind(value) : undefined;
    if (known === undefined) {
      report('unknown_kind', `${at}: there is no kind "${shown(value)}".`);
    } else if (known.element !== element) {
      report('unknown_kind', `${at}: "${known.kind}" is a kind of ${known.element}, not of ${element}.`);
    } else if (namespace !== undefined && !known.kind.startsWith(`${namespace}::`)) {
      report('unknown_kind', `${at}: "${known.kind}" is no kind of ${namespace} models.`);
    }
  };

const coordinate: Check = (value, at, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > limits.coordinate) {
    report('invalid_bounds', `${at} must be a number of at most ${limits.coordinate} diagram units.`);
  }
};

const extent: Check = (value, at, report) => {
  coordinate(value, at, report);
  if (typeof value === 'number' && value <= 0) report('invalid_bounds', `${at} must be above 0.`);
};

const edgeKindOrAny = orEmpty(kind('edge', undefined));
const nodeKindOrAny = orEmpty(kind('node', undefined));

const selectorAt = (depth: number): Check =>
  union('by', {
    id: record({ id: required }),
    key: record({ key: required }),
    path: record({
      path: (value, at, report) => {
        list(text)(value, at, report);
        if (Array.isArray(value) && value.length === 0)
          report('invalid_operation', `${at} must hold at least one name.`);
      },
    }),
    type: record({
      kind: nodeKindOrAny,
      filter: record({
        name: optional(text),
        nameContains: optional(text),
        within: optional(text),
        lifecycle: optional(lifecycle),
        properties: optional(properties),
      }),
    }),
    neighbour: record({
      of: (value, at, report) => {
        if (depth >= limits.depth) report('limit_exceeded', `${at} is nested deeper than ${limits.depth} levels.`);
        else selectorAt(depth + 1)(value, at, report);
      },
      direction: (value, at, report) => {
        if (value !== 'in' && value !== 'out' && value !== 'both') {
          report('invalid_operation', `${at} must be in, out or both.`);
        }
      },
      edgeKind: edgeKindOrAny,
    }),
  });
const selector = selectorAt(0);

const condition = union('type', {
  exists: record({ selector }),
  absent: record({ selector }),
  count: record({ selector, minimum: amount, maximum: amount }),
  connected: record({ source: selector, target: selector, edgeKind: edgeKindOrAny }),
  name_is: record({ selector, name: text }),
});

const conditions = list(condition, limits.conditions);
const base = { id: required, pre: conditions, post: conditions, rationale: text };

const newNode = (namespace: string) =>
  record({ id: elementId, key: identifier, kind: kind('node', namespace), name: text, properties, lifecycle });
const newEdge = (namespace: string) => ({ id: elementId, kind: kind('edge', namespace), name: text, properties });
const point = { x: coordinate, y: coordinate };
const box = record({ ...point, width: extent, height: extent });

const fields: { readonly [T in OperationType]: (namespace: string) => FieldsOf<Extract<Operation, { type: T }>> } = {
  add_node: (namespace) => ({ node: newNode(namespace), parent: nullable(selector), copyOf: optional(identifier) }),
  remove_node: () => ({ selector }),
  update_node: () => ({ selector, properties }),
  connect: (namespace) => ({
    edge: record(newEdge(namespace)),
    source: selector,
    target: selector,
    copyOf: optional(identifier),
  }),
  disconnect: () => ({
    edgeId: identifier,
    source: nullable(selector),
    target: nullable(selector),
    edgeKind: edgeKindOrAny,
  }),
  replace_subgraph: (namespace) => ({
    remove: selector,
    parent: nullable(selector),
    nodes: list(newNode(namespace)),
    edges: list(record({ ...newEdge(namespace), source: required, target: required })),
    entry: identifier,
    exit: identifier,
  }),
  rename: () => ({ selector, name: text }),
  set_lifecycle: () => ({ selector, lifecycle }),
  move: () => ({
    selector,
    parent: nullable(selector),
    bounds: nullable(box),
    waypoints: list(record(point)),
  }),
  group: (namespace) => ({ selector, node: newNode(namespace) }),
  change_kind: (namespace) => ({ selector, kind: kind('node', namespace), properties }),
  arrange: () => ({
    placements: list(
      record({ id: required, bounds: nullable(box), waypoints: list(record(point)), label: nullable(box) }),
      limits.placements,
    ),
  }),
};
type FieldsOf<T> = { readonly [K in Exclude<keyof T, keyof typeof base | 'type'>]: Check };
