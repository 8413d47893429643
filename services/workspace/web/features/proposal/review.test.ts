import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GraphSchema } from '@ameide/contracts/graph/v1/graph';
import { PatchSchema } from '@ameide/contracts/graph/v1/patch';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type ReviewLine, reviewOf, toggled } from './review.ts';

const graph = create(GraphSchema, {
  nodes: [
    { id: 'A', kind: 'bpmn::task', name: 'Register' },
    { id: 'B', kind: 'bpmn::task', name: 'Check' },
    { id: 'P', kind: 'bpmn::process', name: 'Order' },
  ],
  edges: [{ id: 'F', kind: 'bpmn::sequence_flow', source: 'A', target: 'B' }],
});

/** Puts a task between A and B: the old flow is led to it, by two operations, and a new one leads on. */
const insertion: MessageInitShape<typeof PatchSchema> = {
  operations: [{ id: 'add', rationale: 'asked for' }, { id: 'off' }, { id: 'on' }, { id: 'next' }],
  preview: {
    change: {
      semantic: [
        { mutation: { case: 'nodeAdded', value: { id: 'N', kind: 'bpmn::task', name: 'Approve', parent: 'P' } } },
        { mutation: { case: 'edgeChanged', value: { id: 'F', before: { target: 'B' }, after: { target: 'N' } } } },
        { mutation: { case: 'edgeAdded', value: { id: 'G', kind: 'bpmn::sequence_flow', source: 'N', target: 'B' } } },
      ],
      layout: [{ mutation: { case: 'boundsSet', value: { id: 'B', before: { x: 1 }, after: { x: 2 } } } }],
    },
    operations: [
      { operationId: 'add', elementIds: ['N'] },
      { operationId: 'off', elementIds: ['F'], dependsOn: ['add', 'on'] },
      { operationId: 'on', elementIds: ['F'], dependsOn: ['add', 'off'] },
      { operationId: 'next', elementIds: ['G'], dependsOn: ['add'] },
    ],
  },
};

describe('a proposal as a person reviews it', () => {
  const review = reviewOf(create(PatchSchema, insertion), graph, 'en');

  it('has a line for each thing that changes, whatever number of operations does it', () => {
    assert.deepEqual(
      review.lines.map(({ operationIds, lines }) => [operationIds, lines.map(({ sign, text }) => `${sign} ${text}`)]),
      [
        [['add'], ['add Task “Approve” in “Order”']],
        [['off', 'on'], ['change Flow from “Register” leads to “Approve”']],
        [['next'], ['add Flow from “Approve” to “Check”']],
      ],
    );
    assert.equal(review.lines[1]!.lines[0]!.detail, 'was: “Check”');
    assert.equal(review.lines[0]!.rationale, 'asked for');
    assert.deepEqual(review.moved, ['B']);
  });

  it('speaks German', () => {
    const [first] = reviewOf(create(PatchSchema, insertion), graph, 'de').lines;
    assert.equal(first!.lines[0]!.text, 'Aufgabe „Approve“ in „Order“');
  });

  it('takes along what a line needs, and what needs it', () => {
    const [add, lead, next] = review.lines as [ReviewLine, ReviewLine, ReviewLine];
    const all = { operationIds: new Set(['add', 'off', 'on', 'next']), alongWith: new Map() };
    const none = { ...all, operationIds: new Set<string>() };
    assert.deepEqual(toggled(review.lines, all, add, false).operationIds, new Set());
    assert.deepEqual(toggled(review.lines, all, next, false).operationIds, new Set(['add', 'off', 'on']));
    assert.deepEqual(toggled(review.lines, none, lead, true).operationIds, new Set(['off', 'on', 'add']));
  });

  it('brings back with a line what went because of it, and only that', () => {
    const [add, , next] = review.lines as [ReviewLine, ReviewLine, ReviewLine];
    const all = { operationIds: new Set(['add', 'off', 'on', 'next']), alongWith: new Map() };
    const without = toggled(review.lines, all, add, false);
    assert.deepEqual(toggled(review.lines, without, add, true).operationIds, all.operationIds);
    const withoutNext = toggled(review.lines, toggled(review.lines, all, next, false), add, false);
    assert.deepEqual(toggled(review.lines, withoutNext, add, true).operationIds, new Set(['add', 'off', 'on']));
  });
});
