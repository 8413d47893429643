import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyMutations } from '../apply.ts';
import { emptyGraph, type Graph, type Json, type Layout } from '../graph.ts';
import type { Notation, TextEdit } from '../notation.ts';
import type { OperationType } from '../operation.ts';
import { type Plan, planPatch } from '../plan.ts';
import { arbitraryPatch, vocabularyOf } from './arbitraries.ts';

/** A document to try a notation on. */
export interface ConformanceSample {
  readonly name: string;
  readonly document: string;
}

/**
 * What every notation must keep: reading and writing agree with the graph, writing nothing changes nothing, what was
 * written can be taken back, and editor commands are JSON. Declares tests; call it at the top of a test file.
 *
 * @param options.types the operations to try; all when absent
 * @param options.runs random patches for each document
 */
export function notationConformance(
  factory: () => { readonly notation: Notation; readonly samples: readonly ConformanceSample[] },
  options: { readonly types?: readonly OperationType[]; readonly runs?: number } = {},
): void {
  const { notation, samples } = factory();
  const runs = { numRuns: options.runs ?? 25 };
  for (const { name, document } of samples) {
    describe(`${notation.name} conformance: ${name}`, () => {
      const model = readOrFail(notation, document);

      it('reads a graph whose references hold', () => {
        const added = [...model.graph.nodes.values()].map((node) => ({ type: 'node_added', node }) as const);
        const edges = [...model.graph.edges.values()].map((edge) => ({ type: 'edge_added', edge }) as const);
        assert.deepEqual(applyMutations(emptyGraph, [...added, ...edges]), {
          nodes: model.graph.nodes,
          edges: model.graph.edges,
        });
      });

      it('keeps the bytes of a document', () => {
        assert.deepEqual(notation.decode(notation.encode(document)), { text: document });
      });

      it('writes nothing when nothing changes', () => {
        const written = notation.write(document, { semantic: [], layout: [] });
        assert.equal(written.document, document);
        assert.deepEqual(written.edits, []);
      });

      it('writes what a plan says, and its inverse takes it back', () => {
        fc.assert(
          fc.property(arbitraryPatch(vocabularyOf(model.graph), { size: 3, ...typesOf(options) }), (operations) => {
            const plan = planPatch({ ...model, notation, operations });
            if (!plan.ok) return;
            const written = notation.write(document, plan.change);
            assert.equal(edited(document, written.edits), written.document);
            notation.readAhead(document);
            for (const time of ['ahead', 'anew'])
              assert.deepEqual(notation.write(document, plan.change), written, `read ${time}`);
            const after = readOrFail(notation, written.document);
            assertSame(after, plan.after, plan);
            const commands = notation.editorCommands(plan.after, plan.change);
            assert.deepEqual(JSON.parse(JSON.stringify(commands)), commands, 'editor commands travel as JSON');
            const back = notation.write(written.document, plan.inverse);
            assertSame(readOrFail(notation, back.document), model, plan);
          }),
          runs,
        );
      });

      it('admits own properties and the clearing of any, and admits again what it admitted', () => {
        const elements = [...model.graph.nodes.values(), ...model.graph.edges.values()];
        const names = ['acme:own', 'nonsense', ...elements.flatMap(({ properties }) => Object.keys(properties))];
        const asked = fc.tuple(fc.constantFrom(...elements), fc.constantFrom(...names), fc.jsonValue());
        fc.assert(
          fc.property(asked, ([{ kind, properties }, name, value]) => {
            const own = notation.admitProperties(kind, properties, { 'acme:own': value as Json });
            assert.deepEqual(own, { set: { 'acme:own': value }, faults: [] });
            const cleared = Object.fromEntries(Object.keys(properties).map((key) => [key, null]));
            assert.deepEqual(notation.admitProperties(kind, properties, cleared), { set: cleared, faults: [] });
            const first = notation.admitProperties(kind, properties, { [name]: value as Json });
            if (first.faults.length > 0) return;
            assert.deepEqual(notation.admitProperties(kind, properties, first.set), first);
          }),
        );
      });

      it('gives ids that are free and the same each time', () => {
        const [kind] = [...model.graph.nodes.values()].map((node) => node.kind);
        for (const seed of ['a', 'op-1', 'Überweisung 7', '']) {
          const id = notation.createId(kind ?? `${notation.name}::task`, seed, model.graph);
          assert.equal(notation.createId(kind ?? `${notation.name}::task`, seed, model.graph), id);
          assert.ok(!model.graph.nodes.has(id) && !model.graph.edges.has(id));
        }
      });
    });
  }
}

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

function typesOf({ types }: { readonly types?: readonly OperationType[] }) {
  return types === undefined ? {} : { types };
}

function readOrFail(notation: Notation, document: string): Model {
  const read = notation.read(document);
  if (!read.ok) assert.fail(`The document cannot be read: ${JSON.stringify(read.diagnostics)}`);
  return { graph: read.graph, layout: read.layout };
}

function assertSame(actual: Model, expected: Model, plan: Plan): void {
  const about = JSON.stringify(plan.change);
  assert.deepEqual(actual.graph.nodes, expected.graph.nodes, about);
  assert.deepEqual(actual.graph.edges, expected.graph.edges, about);
  assert.deepEqual(actual.layout, expected.layout, about);
}

function edited(document: string, edits: readonly TextEdit[]): string {
  let text = '';
  let at = 0;
  for (const edit of edits) {
    text += document.slice(at, edit.offset) + edit.text;
    at = edit.offset + edit.length;
  }
  return text + document.slice(at);
}
