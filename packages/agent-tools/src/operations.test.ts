import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import { toJson } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { z } from 'zod';
import { toOperations } from './operations.ts';
import { PATCH_DESCRIPTION, patchArguments } from './patch-arguments.ts';

function convert(...operations: unknown[]) {
  const args = patchArguments.parse({ title: 't', operations });
  return toOperations(args.operations, (kind, ref) => `${kind.slice(6)}:${ref}`);
}

const json = (...operations: unknown[]) => convert(...operations).map((one) => toJson(OperationSchema, one));

test('new nodes are meant by their ref, everywhere', () => {
  const [add, connect, boundary] = json(
    { op: 'add_node', ref: 'a', kind: 'bpmn::task', name: 'A', parent: 'Process_1', rationale: 'why' },
    { op: 'connect', kind: 'bpmn::sequence_flow', source: 'Start', target: 'a' },
    {
      op: 'add_node',
      ref: 'b',
      kind: 'bpmn::boundary_event',
      properties: { attachedTo: 'a', eventDefinition: 'timer' },
    },
  );
  assert.deepEqual(add, {
    id: '1',
    rationale: 'why',
    addNode: { node: { id: 'task:a', kind: 'bpmn::task', name: 'A', properties: {} }, parent: { id: 'Process_1' } },
  });
  assert.deepEqual(connect, {
    id: '2',
    connect: {
      edge: { kind: 'bpmn::sequence_flow', properties: {} },
      source: { id: 'Start' },
      target: { id: 'task:a' },
    },
  });
  assert.deepEqual((boundary as { addNode: { node: { properties: unknown } } }).addNode.node.properties, {
    attachedTo: 'task:a',
    eventDefinition: 'timer',
  });
});

test('elements are named by id, path, type or neighbourhood', () => {
  const named = (element: unknown) =>
    (json({ op: 'remove_node', element })[0] as { removeNode: { selector: unknown } }).removeNode.selector;
  assert.deepEqual(named('A'), { id: 'A' });
  assert.deepEqual(named({ path: ['P', 'A'] }), { byPath: { path: ['P', 'A'] } });
  assert.deepEqual(named({ kind: 'bpmn::task', name_contains: 'x', within: 'P' }), {
    byType: { kind: 'bpmn::task', nameContains: 'x', within: 'P' },
  });
  assert.deepEqual(named({ neighbours_of: 'A', direction: 'out' }), {
    byNeighbour: { of: { id: 'A' }, direction: 'DIRECTION_OUT' },
  });
});

test('every operation of the tool is one of the contract', () => {
  const operations = convert(
    { op: 'add_node', ref: 'n', kind: 'bpmn::task' },
    { op: 'remove_node', element: 'A' },
    { op: 'update_node', element: 'A', properties: { lane: null, x: [1, { y: true }] } },
    { op: 'rename', element: 'A', name: 'B' },
    { op: 'change_kind', element: 'A', kind: 'bpmn::user_task' },
    { op: 'connect', kind: 'bpmn::sequence_flow', source: 'A', target: 'B', name: 'yes' },
    { op: 'disconnect', edge: 'F' },
    { op: 'disconnect', source: 'A', target: 'B', kind: 'bpmn::sequence_flow' },
    { op: 'set_lifecycle', element: 'A', lifecycle: 'retired' },
    { op: 'move', element: 'A', parent: 'P', bounds: { x: 1, y: 2, width: 3, height: 4 } },
    { op: 'group', element: { kind: 'bpmn::task' }, ref: 'g', kind: 'bpmn::sub_process' },
    {
      op: 'replace_subgraph',
      remove: 'A',
      nodes: [
        { ref: 'r1', kind: 'bpmn::task' },
        { ref: 'r2', kind: 'bpmn::task' },
      ],
      edges: [{ kind: 'bpmn::sequence_flow', source: 'r1', target: 'r2' }],
      entry: 'r1',
      exit: 'r2',
    },
  );
  const cases = new Set(operations.map((one) => one.operation.case));
  // Only a person draws.
  const all = OperationSchema.oneofs[0]!.fields.map((field) => field.localName).filter((name) => name !== 'arrange');
  assert.deepEqual(cases, new Set(all));
  const validator = createValidator();
  for (const one of operations)
    assert.equal(validator.validate(OperationSchema, one).kind, 'valid', JSON.stringify(one.operation));
});

test('what no operation is, is refused', () => {
  for (const operation of [
    {},
    { op: 'explode' },
    { op: 'rename', element: 'A' },
    { op: 'add_node', ref: '1 2', kind: 'k' },
    { op: 'rename', element: 'A', name: 'B', nmae: 'C' },
    { op: 'rename', element: { neighbours_of: 'A', direction: 'in', kind: 'bpmn::task' }, name: 'B' },
    { op: 'move', element: 'A', bounds: { x: 1, y: 2, width: 3, height: 4, depth: 5 } },
  ]) {
    assert.throws(() => convert(operation), z.ZodError);
  }
});

test('the examples of the description fit', () => {
  const examples = [...PATCH_DESCRIPTION.matchAll(/^(?:Example: )?(\{"title".*(?:\n [^\n]*)*)/gm)].map(
    ([, text]) => text ?? '',
  );
  assert.equal(examples.length, 2);
  for (const example of examples) assert.ok(patchArguments.parse(JSON.parse(example)));
});
