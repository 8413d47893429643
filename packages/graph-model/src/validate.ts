import type { Diagnostic } from './diagnostic.ts';
import { lifecycles } from './graph.ts';
import { findKind } from './kinds.ts';
import { limits } from './limits.ts';
import type { Operation, OperationType } from './operation.ts';

type Report = (code: string, message: string) => void;
/** Reports what is wrong with the value at a place such as `node.kind`. */
type Check = (value: unknown, at: string, report: Report) => void;

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
  const type = String(operation.type);
  if (!Object.hasOwn(fields, type)) {
    const known = Object.keys(fields).join(', ');
    report('unknown_operation_type', `There is no operation type "${type.slice(0, 80)}". Use one of ${known}.`);
    return diagnostics;
  }
  record({ ...base, ...fields[type as OperationType](namespace) })(operation, '', report);
  return diagnostics;
}

const text: Check = (value, at, report) => checkText(value, at, report, limits.text);
const identifier: Check = (value, at, report) => checkText(value, at, report, limits.identifier);

const required: Check = (value, at, report) => {
  if (value === '') report('invalid_operation', `${at} must not be empty.`);
  identifier(value, at, report);
};

/** Ids stand in documents, most of which allow XML names only. */
const elementId: Check = (value, at, report) => {
  identifier(value, at, report);
  if (typeof value === 'string' && value !== '' && !/^[\p{L}_][\p{L}\p{N}\p{M}_.-]*$/u.test(value)) {
    report('invalid_id', `${at} must start with a letter or _ and hold only letters, digits, _ . and -.`);
  }
};

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
      report('unknown_kind', `${at}: there is no kind "${String(value).slice(0, limits.identifier)}".`);
    } else if (known.element !== element) {
      report('unknown_kind', `${at}: "${known.kind}" is a kind of ${known.element}, not of ${element}.`);
    } else if (namespace !== undefined && !known.kind.startsWith(`${namespace}::`)) {
      report('unknown_kind', `${at}: "${known.kind}" does not belong into a ${namespace} model.`);
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

const amount: Check = (value, at, report) => {
  if (typeof value !== 'number' || Number.isNaN(value)) report('invalid_operation', `${at} must be a number.`);
};

const properties: Check = (value, at, report) => {
  if (!isRecord(value)) report('invalid_operation', `${at} must be an object of JSON values.`);
  else json(value, at, report, 0);
};

function json(value: unknown, at: string, report: Report, depth: number): void {
  if (depth > limits.depth) report('limit_exceeded', `${at} is nested deeper than ${limits.depth} levels.`);
  else if (typeof value === 'string') text(value, at, report);
  else if (Array.isArray(value)) for (const item of value) json(item, at, report, depth + 1);
  else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      identifier(key, `a property name in ${at}`, report);
      json(item, `${at}.${key.slice(0, limits.identifier)}`, report, depth + 1);
    }
  } else if (value !== null && typeof value !== 'boolean' && !Number.isFinite(value)) {
    report('invalid_operation', `${at} must be a JSON value.`);
  }
}

const either =
  (kinds: readonly Check[]): Check =>
  (value, at, report) => {
    if (value === '') return;
    for (const check of kinds) check(value, at, report);
  };
const edgeKindOrAny = either([kind('edge', undefined)]);
const nodeKindOrAny = either([kind('node', undefined)]);

const optional =
  (check: Check): Check =>
  (value, at, report) => {
    if (value !== undefined) check(value, at, report);
  };
const nullable =
  (check: Check): Check =>
  (value, at, report) => {
    if (value !== null) check(value, at, report);
  };

const list =
  (check: Check): Check =>
  (value, at, report) => {
    if (!Array.isArray(value)) report('invalid_operation', `${at} must be a list.`);
    else if (value.length > limits.items) report('limit_exceeded', `${at} has more than ${limits.items} items.`);
    else for (const [index, item] of value.entries()) check(item, `${at}[${index}]`, report);
  };

const record =
  (checks: { readonly [field: string]: Check }): Check =>
  (value, at, report) => {
    if (!isRecord(value)) report('invalid_operation', `${at} must be an object.`);
    else
      for (const [field, check] of Object.entries(checks))
        check(value[field], at === '' ? field : `${at}.${field}`, report);
  };

/** One of several shapes, told apart by a field. */
const union =
  (tag: string, shapes: { readonly [name: string]: Check }): Check =>
  (value, at, report) => {
    const name = isRecord(value) ? value[tag] : undefined;
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      report('invalid_operation', `${at}.${tag} must be one of ${Object.keys(shapes).join(', ')}.`);
    } else shape(value, at, report);
  };

const selectorAt = (depth: number): Check =>
  union('by', {
    id: record({ id: required }),
    key: record({ key: required }),
    path: record({
      path: (value, at, report) => {
        list(text)(value, at, report);
        if (Array.isArray(value) && value.length === 0) report('invalid_operation', `${at} must name something.`);
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

const base = { id: required, pre: list(condition), post: list(condition), rationale: text };

const newNode = (namespace: string) =>
  record({ id: elementId, key: identifier, kind: kind('node', namespace), name: text, properties, lifecycle });
const newEdge = (namespace: string) => ({ id: elementId, kind: kind('edge', namespace), name: text, properties });
const point = { x: coordinate, y: coordinate };

const fields: { readonly [T in OperationType]: (namespace: string) => FieldsOf<Extract<Operation, { type: T }>> } = {
  add_node: (namespace) => ({ node: newNode(namespace), parent: nullable(selector) }),
  remove_node: () => ({ selector }),
  update_node: () => ({ selector, properties }),
  connect: (namespace) => ({ edge: record(newEdge(namespace)), source: selector, target: selector }),
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
    bounds: nullable(record({ ...point, width: extent, height: extent })),
    waypoints: list(record(point)),
  }),
  group: (namespace) => ({ selector, node: newNode(namespace) }),
};
type FieldsOf<T> = { readonly [K in Exclude<keyof T, keyof typeof base | 'type'>]: Check };

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkText(value: unknown, at: string, report: Report, most: number): void {
  if (typeof value !== 'string') report('invalid_operation', `${at} must be a text.`);
  else if (value.length > most) report('limit_exceeded', `${at} is longer than ${most} characters.`);
  else if (!value.isWellFormed() || hasControlCharacter(value)) {
    report('invalid_text', `${at} holds a character that documents cannot hold.`);
  }
}

/** What XML 1.0 does not allow. */
function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe || code === 0xffff) return true;
  }
  return false;
}
