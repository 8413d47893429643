import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, ModelStep, ModelVersion, SemanticMutation } from '@ameide/graph-model';
import { applyLayout, applyMutations, diffGraph, diffLayout, inverse, planRevert } from '@ameide/graph-model';
import fc from 'fast-check';
import { completeChange } from '../src/bpmn/complete.ts';
import { bpmn } from '../src/bpmn/node.ts';
import { orderModel, readModel } from './order-model.ts';
import { randomEdit } from './random-edits.ts';

/** The order model as people and other tools write: vendor elements, comments, odd white space, references for characters. */
const vendored = orderModel
  .replace('<bpmn:endEvent id="End"', '<!-- the last one --><bpmn:endEvent  id = "End"\n       vendor:colour=\'red\'')
  .replace('name="Done"', 'name="Done&#xA;&#x1F600;"')
  .replace('<bpmn:sequenceFlow id="Flow_2"', '<!-- straight on -->$&')
  .replace('</vendor:owner>', '$&<!-- by hand --><vendor:note><![CDATA[a < b]]></vendor:note>')
  .replace('</bpmn:userTask>', '<bpmn:property id="Kept" /></bpmn:userTask>')
  .replace('id="Task_check_di"', '$& vendor:stroke="#123456"');

const documents: readonly [string, string][] = [
  ['in the form of an editor', orderModel],
  ['with vendor extensions, comments and odd white space', vendored],
  ['with CRLF and tabs', vendored.replaceAll('  ', '\t').replaceAll('\n', '\r\n')],
  ['on one line', vendored.replace(/>\s+</g, '><')],
  [
    'with elements without ids',
    vendored.replace(/<bpmn:(sequenceFlow|textAnnotation|association) id="\w+"/g, '<bpmn:$1'),
  ],
];

interface Commit extends Pick<ModelStep, 'edits'> {
  readonly before: ModelVersion;
  readonly change: Change;
  readonly after: ModelVersion;
}

const version = (document: string): ModelVersion => ({ document, ...readModel(document) });

function commit(before: ModelVersion, edit: readonly SemanticMutation[]): Commit {
  const asked = diffGraph(before.graph, applyMutations(before.graph, edit));
  const semantic = diffGraph(before.graph, applyMutations(before.graph, [...asked, ...completeChange(before, asked)]));
  const change = { semantic, layout: bpmn.layOut(before, semantic) };
  const { document, edits } = bpmn.write(before.document, change);
  return { before, change, edits, after: version(document) };
}

function revert({ before, after, edits }: Commit, since: readonly Commit[] = []) {
  const head = since.at(-1)?.after ?? after;
  const steps = since.map((step, at) => ({ ...step, version: at + 3, revertedVersion: 0 }));
  return planRevert({ notation: bpmn, before, after, edits, since: steps, head });
}

function accepted(plan: ReturnType<typeof revert>) {
  assert.ok(plan.ok, JSON.stringify(plan));
  return plan;
}

const numbers = fc.array(fc.nat(), { minLength: 8, maxLength: 8 });

/** So many commits, one on the other; fewer where an edit does not apply. */
function randomCommits(document: string, choices: readonly (readonly number[])[]): Commit[] {
  const commits: Commit[] = [];
  for (const [round, choice] of choices.entries()) {
    const head = commits.at(-1)?.after ?? version(document);
    let at = 0;
    const edit = randomEdit(head.graph, (below) => choice[at++ % choice.length]! % below, `${round}`);
    const made = commit(head, edit);
    if (made.change.semantic.length > 0) commits.push(made);
  }
  return commits;
}

for (const [name, document] of documents) {
  test(`a document ${name}: the newest commit is taken back to the byte, and so is its inverse`, () => {
    fc.assert(
      fc.property(numbers, (choice) => {
        const [made] = randomCommits(document, [choice]);
        if (made === undefined) return;
        const back = accepted(revert(made));
        assert.equal(back.document, document);
        const undone = applyMutations(made.after.graph, inverse(made.change).semantic);
        assert.deepEqual(diffGraph(back.after.graph, undone), []);
        const placed = applyLayout(made.after.layout, inverse(made.change).layout);
        assert.deepEqual(diffLayout(back.after.layout, placed), []);
        const restored = { document: back.document, ...back.after };
        const again = accepted(revert({ before: made.after, change: back.change, edits: back.edits, after: restored }));
        assert.equal(again.document, made.after.document);
      }),
      { numRuns: 60 },
    );
  });

  test(`a document ${name}: an older commit is taken back from what came since, or refused`, () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (...choices) => {
        const [first, ...since] = randomCommits(document, choices);
        if (first === undefined || since.length === 0) return;
        const plan = revert(first, since);
        if (!plan.ok) return;
        const read = readModel(plan.document);
        const head = since.at(-1)!.after;
        assert.deepEqual(diffGraph(read.graph, plan.after.graph), []);
        assert.deepEqual(diffGraph(applyMutations(head.graph, plan.change.semantic), read.graph), []);
        assert.deepEqual(bpmn.validate(plan.document), bpmn.validate(document));
      }),
      { numRuns: 40 },
    );
  });
}

const rename = (id: string, before: string, after: string): SemanticMutation[] => [
  { type: 'node_changed', id, before: { name: before }, after: { name: after } },
];

/** Removes a node with what is attached to it and the edges at any of it. */
function removal({ graph }: ModelVersion, id: string): SemanticMutation[] {
  const nodes = [...graph.nodes.values()].filter((node) => node.id === id || node.properties.attachedTo === id);
  const isGone = (end: string) => nodes.some((node) => node.id === end);
  const edges = [...graph.edges.values()].filter(({ source, target }) => isGone(source) || isGone(target));
  return [
    ...edges.map((edge): SemanticMutation => ({ type: 'edge_removed', edge })),
    ...nodes.map((node): SemanticMutation => ({ type: 'node_removed', node })),
  ];
}

test('what was removed comes back whole and in its place, and what was done since stays', () => {
  const first = commit(version(vendored), removal(version(vendored), 'Task_check'));
  const second = commit(first.after, rename('Start', 'Order received', 'Order came in'));
  const back = accepted(revert(first, [second]));
  assert.equal(back.document, vendored.replace('Order received', 'Order came in'));
  assert.deepEqual(back.diagnostics, []);
});

test('what later commits build on is not taken back, and they are named', () => {
  const added = { id: 'New', key: '', kind: 'bpmn::task', name: 'Pack', parent: 'Process_shop', properties: {} };
  const first = commit(version(orderModel), [{ type: 'node_added', node: { ...added, lifecycle: 'current' } }]);
  const other = commit(first.after, rename('Start', 'Order received', 'Order came in'));
  const edge = { id: 'F', kind: 'bpmn::sequence_flow', name: '', source: 'Task_check', target: 'New', properties: {} };
  const user = commit(other.after, [{ type: 'edge_added', edge }]);
  const refused = revert(first, [other, user]);
  assert.ok(!refused.ok && refused.reason === 'conflict');
  assert.deepEqual([...new Set(refused.conflicts.map(({ intervening }) => intervening))], [1]);
  assert.match(refused.conflicts[0]!.theirs, /Used task "Pack"/);

  const opened = commit(version(orderModel), [
    { type: 'node_added', node: { ...added, id: 'Lane_new', kind: 'bpmn::lane', lifecycle: 'current' } },
  ]);
  const { properties } = opened.after.graph.nodes.get('End')!;
  const moved = commit(opened.after, [
    {
      type: 'node_changed',
      id: 'End',
      before: { properties },
      after: { properties: { ...properties, lane: 'Lane_new' } },
    },
  ]);
  const inUse = revert(opened, [moved]);
  assert.ok(!inUse.ok && inUse.reason === 'conflict', 'another node stands in the lane now');

  const lane = commit(version(orderModel), [
    {
      type: 'node_changed',
      id: 'End',
      before: { properties: { lane: 'Lane_sales' } },
      after: { properties: { lane: 'Lane_store' } },
    },
  ]);
  const gone = commit(lane.after, [
    { type: 'node_removed', node: lane.after.graph.nodes.get('Lane_sales')! },
    ...['Start', 'Task_check', 'Late'].map((id): SemanticMutation => {
      const { lane: _, ...properties } = lane.after.graph.nodes.get(id)!.properties;
      return { type: 'node_changed', id, before: {}, after: { properties } };
    }),
  ]);
  const missing = revert(lane, [gone]);
  assert.ok(!missing.ok && missing.reason === 'conflict', 'the lane that the node stood in is gone');
});

test('what two commits declare stays while one of them needs it', () => {
  const own = (from: ModelVersion, id: string) => {
    const { properties } = from.graph.nodes.get(id)!;
    const after = { properties: { ...properties, 'acme:owner': 'Jane' } };
    return commit(from, [{ type: 'node_changed', id, before: { properties }, after }]);
  };
  const first = own(version(vendored), 'Start');
  const second = own(first.after, 'End');
  const back = accepted(revert(first, [second]));
  assert.equal(back.document, own(version(vendored), 'End').after.document);
  assert.deepEqual(back.diagnostics, []);
});

test('what is as it was before needs no taking back', () => {
  const first = commit(version(orderModel), rename('Start', 'Order received', 'x'));
  const second = commit(first.after, rename('Start', 'x', 'Order received'));
  assert.deepEqual(revert(first, [second]), { ok: false, reason: 'reverted' });
});

test('where the text around it has changed, what comes back is written anew, and said to be', () => {
  const first = commit(version(vendored), [
    ...removal(version(vendored), 'End'),
    ...rename('Start', 'Order received', 'Order came in'),
  ]);
  const replaced = first.after.document.replaceAll('Sales', 'Sales office');
  const since = {
    change: { semantic: [], layout: [] },
    edits: [{ offset: 0, length: first.after.document.length, text: replaced }],
  };
  const back = accepted(revert(first, [{ ...since, before: first.after, after: version(replaced) }]));
  assert.deepEqual(
    diffGraph(back.after.graph, applyMutations(version(replaced).graph, inverse(first.change).semantic)),
    [],
  );
  assert.deepEqual(
    back.diagnostics.map(({ code }) => code),
    ['text_rewritten'],
  );
});

test('a flow that comes back is listed again by elements that have been emptied since', () => {
  const remove = (from: ModelVersion, id: string) =>
    commit(from, [{ type: 'edge_removed', edge: from.graph.edges.get(id)! }]);
  const first = remove(version(orderModel), 'Flow_1');
  const second = remove(first.after, 'Flow_2');
  const third = remove(version(orderModel), 'Flow_2');
  assert.equal(accepted(revert(first, [second])).document, third.after.document);
});

test('lines to what has moved since are drawn to where it stands now', () => {
  const first = commit(version(orderModel), removal(version(orderModel), 'Task_check'));
  const { bounds } = first.after.layout;
  const end = bounds.get('End')!;
  const layout = [{ type: 'bounds_set', id: 'End', before: end, after: { ...end, y: end.y + 40 } }] as const;
  const { document, edits } = bpmn.write(first.after.document, { semantic: [], layout });
  const moved = { before: first.after, change: { semantic: [], layout }, edits, after: version(document) };
  const back = accepted(revert(first, [moved]));
  assert.equal(back.after.layout.bounds.get('End')!.y, end.y + 40);
  assert.deepEqual(back.after.layout.bounds.get('Task_check'), version(orderModel).layout.bounds.get('Task_check'));
  const last = back.after.layout.waypoints.get('Flow_2')!.at(-1)!;
  assert.ok(last.y >= end.y + 40 && last.y <= end.y + 40 + end.height, JSON.stringify(last));
});

test('what was moved out goes back as it is, although its container has been emptied since', () => {
  const pack = `<bpmn:userTask id="Pack" name="Pack" vendor:form="f2">
        <bpmn:extensionElements>
          <vendor:owner>Ann</vendor:owner>
        </bpmn:extensionElements>
      </bpmn:userTask>`;
  const document = vendored.replace(
    '<bpmn:textAnnotation id="Note"',
    `<bpmn:subProcess id="Ship">
      <bpmn:task id="First" />
      ${pack}
      <bpmn:task id="Last" />
    </bpmn:subProcess>
    $&`,
  );
  const moved = { before: { parent: 'Ship' }, after: { parent: 'Process_shop' } };
  const first = commit(version(document), [
    { type: 'node_changed', id: 'Pack', ...moved },
    ...removal(version(document), 'End'),
  ]);
  const later: readonly SemanticMutation[][] = [
    ['First', 'Last'].map((id) => ({ type: 'node_changed', id, ...moved })),
    ['First', 'Last'].flatMap((id) => removal(first.after, id)),
  ];
  for (const edit of later) {
    const back = accepted(revert(first, [commit(first.after, edit)]));
    assert.equal(back.after.graph.nodes.get('Pack')!.parent, 'Ship');
    const squeezed = (text: string) => text.replace(/\s+/g, ' ');
    assert.ok(squeezed(back.document).includes(squeezed(pack)), back.document);
    assert.match(
      back.document,
      /<!-- the last one --><bpmn:endEvent {2}id = "End"/,
      'what was removed comes back whole',
    );
  }
});
