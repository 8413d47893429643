import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patchArguments } from '@ameide/agent-tools/patch-arguments';
import fc from 'fast-check';
import { sampleEdges, sampleNodes } from '../../../test/sample-model.ts';
import { fold } from './model/name.ts';
import { type Reply, reply } from './turn.ts';

const tools = new Set(['GetProjection', 'ProposePatch']);

interface Model {
  readonly nodes: readonly { id: string; kind: string; name: string; parent: string }[];
  readonly edges: readonly { id: string; kind: string; name: string; source: string; target: string }[];
}

function ask(request: string, { nodes, edges }: Model): Reply {
  const counts = { total_nodes: nodes.length, total_edges: edges.length };
  const result = JSON.stringify({ ref: 'artifacts/a/main@1', version: 1, ...counts, nodes, edges, reductions: [] });
  return reply({ request, tools, exchanges: [{ name: 'GetProjection', args: {}, result }] });
}

const kinds = [
  'task',
  'user_task',
  'exclusive_gateway',
  'start_event',
  'end_event',
  'sub_process',
  'lane',
  'process',
  'boundary_event',
];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', 'A', 'a after b', 'B to C', '__proto__'),
);

const model: fc.Arbitrary<Model> = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), name: text, parent: fc.nat(9) }), { maxLength: 10 })
  .chain((drafts) => {
    const nodes = drafts.map(({ kind, name, parent }, at) => ({
      id: `n${at}`,
      kind: `bpmn::${kind}`,
      name,
      parent: `n${parent}`,
    }));
    const end = fc.nat(Math.max(0, nodes.length - 1)).map((at) => `n${at}`);
    const edge = fc.record({ name: text, source: end, target: end });
    return fc.array(edge, { maxLength: nodes.length === 0 ? 0 : 12 }).map((edges) => ({
      nodes,
      edges: edges.map((one, at) => ({ ...one, id: `e${at}`, kind: 'bpmn::sequence_flow' })),
    }));
  });

const word = fc.constantFrom(
  ...'add insert rename connect remove delete what happens after before between and to with in of the list tasks'.split(
    ' ',
  ),
  ...'user task gateway event timer "A" "B" n0 n1 n2 called labelled from flow which lane is who does ? . , : "'.split(
    ' ',
  ),
  'constructor',
  '__proto__',
);
const request = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.array(fc.oneof({ weight: 6, arbitrary: word }, text), { maxLength: 20 }).map((words) => words.join(' ')),
);

test('answers any text about any model, and what it proposes fits its tool', () => {
  fc.assert(
    fc.property(request, model, (asked, about) => {
      const next = ask(asked, about);
      if (next.type === 'text') return assert.notEqual(next.text, '');
      const { operations } = patchArguments.parse(next.args);
      const known = new Set([...about.nodes, ...about.edges].map(({ id }) => id));
      for (const one of operations) {
        if (one.op === 'disconnect') assert.ok(known.has(String(one.edge)));
        if (one.op === 'remove_node') assert.ok(known.has(String(one.element)));
      }
    }),
    { numRuns: 1500 },
  );
});

test('survives any tool result', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom('GetProjection', 'ProposePatch'), (result, name) => {
      assert.ok(reply({ request: 'rename A to B', tools, exchanges: [{ name, args: {}, result }] }));
    }),
  );
});

test('a long text is no request', () => {
  const next = ask(`add a task ${'in between after '.repeat(5000)}`, { nodes: [], edges: [] });
  assert.equal(next.type, 'text');
});

test('finds an element by its quoted name, whatever the name is', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((one) => one.trim() !== '' && !/["“”„‟«»＂「」『』]/.test(one));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5, selector: fold }), fc.nat(4), (names, pick) => {
      const nodes = names.map((one, at) => ({ id: `n${at}`, kind: 'bpmn::task', name: one, parent: '' }));
      const at = pick % nodes.length;
      const next = ask(`add a user task "New one" after "${names[at]}"`, { nodes, edges: [] });
      assert.ok(next.type === 'tool_call', JSON.stringify(next));
      const { operations } = patchArguments.parse(next.args);
      assert.deepEqual(
        operations.map((one) => ('source' in one ? one.source : '')),
        ['', `n${at}`],
      );
    }),
    { numRuns: 500 },
  );
});

test('keeps the flow whole: inserting and removing leaves every element where a path led to it', () => {
  const flowNodes = sampleNodes.filter(({ kind }) => /task|event|gateway|sub_process/.test(kind));
  fc.assert(
    fc.property(
      fc.constantFrom(...flowNodes),
      fc.constantFrom('add a task "New" after', 'add a task "New" before'),
      (node, verb) => {
        const result = JSON.stringify({
          ref: 'r',
          version: 1,
          total_nodes: sampleNodes.length,
          total_edges: sampleEdges.length,
          nodes: sampleNodes,
          edges: sampleEdges,
        });
        const next = reply({
          request: `${verb} ${node.id}`,
          tools,
          exchanges: [{ name: 'GetProjection', args: {}, result }],
        });
        if (next.type === 'text') return;
        const flows = new Set(sampleEdges.filter(({ kind }) => kind === 'bpmn::sequence_flow').map(({ id }) => id));
        const after = new Map<string, string[]>();
        const lead = (source: string, target: string) => after.set(source, [...(after.get(source) ?? []), target]);
        for (const one of patchArguments.parse(next.args).operations) {
          if (one.op === 'disconnect') flows.delete(String(one.edge));
          if (one.op === 'connect') lead(String(one.source), String(one.target));
        }
        for (const flow of sampleEdges) if (flows.has(flow.id)) lead(flow.source, flow.target);
        for (const { source, target, kind } of sampleEdges) {
          if (kind !== 'bpmn::sequence_flow') continue;
          const direct = after.get(source) ?? [];
          assert.ok(
            direct.includes(target) || direct.some((one) => (after.get(one) ?? []).includes(target)),
            `${source} no longer leads to ${target}`,
          );
        }
      },
    ),
  );
});
