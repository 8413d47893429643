import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, diffGraph, type Operation } from '@ameide/graph-model';
import { bpmn } from '@ameide/notations/bpmn/node';
import fc from 'fast-check';
import { document } from '../../../../test/order-process.ts';
import { contractJson } from '../../../wire/contract-json.ts';
import { type LoadedModel, loadedModel } from '../open-model.ts';
import { type Batch, moveBatch } from './move-batch.ts';
import { moveBatches } from './move-batches.ts';

const ref = { artifactId: '00000000-0000-4000-8000-00000000000a', branch: 'main', version: 1 };
const read = bpmn.read(document);
assert.ok(read.ok);
const base = loadedModel({ ref, notation: bpmn, document, ...read });

const byId = (value: string) => ({ by: 'id', id: value }) as const;
const plain = { pre: [], post: [], rationale: '' };
const nodes = ['Start', 'Check', 'Ship', 'End'];
const flows = ['Flow_1', 'Flow_2', 'Flow_3'];

/** What somebody does, but for ids that nobody else may have. */
const deeds = fc.oneof(
  fc.record({
    do: fc.constant('rename' as const),
    id: fc.constantFrom(...nodes, ...flows),
    name: fc.constantFrom('x', 'y', 'z'),
  }),
  fc.record({ do: fc.constant('add' as const), name: fc.constantFrom('New', 'Newer'), to: fc.constantFrom(...nodes) }),
  fc.record({ do: fc.constant('remove' as const), id: fc.constantFrom(...nodes) }),
  fc.record({ do: fc.constant('cut' as const), id: fc.constantFrom(...flows) }),
  fc.record({ do: fc.constant('move' as const), id: fc.constantFrom(...nodes), x: fc.constantFrom(50, 150, 250) }),
);
const persons = fc.array(fc.array(deeds, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
type Deed = typeof deeds extends fc.Arbitrary<infer D> ? D : never;

function operationsOf(deed: Deed, id: string): Operation[] {
  switch (deed.do) {
    case 'rename':
      return [{ ...plain, id, type: 'rename', selector: byId(deed.id), name: deed.name }];
    case 'add': {
      const node = {
        id: `Node_${id}`,
        key: '',
        kind: 'bpmn::task',
        name: deed.name,
        properties: {},
        lifecycle: 'current',
      } as const;
      const edge = { id: `Edge_${id}`, kind: 'bpmn::sequence_flow', name: '', properties: {} };
      return [
        { ...plain, id, type: 'add_node', node, parent: byId('Process_Order') },
        { ...plain, id: `${id}c`, type: 'connect', edge, source: byId(node.id), target: byId(deed.to) },
      ];
    }
    case 'remove':
      return [{ ...plain, id, type: 'remove_node', selector: byId(deed.id) }];
    case 'cut':
      return [{ ...plain, id, type: 'disconnect', edgeId: deed.id, source: null, target: null, edgeKind: '' }];
    case 'move': {
      const bounds = { x: deed.x, y: 300, width: 100, height: 80 };
      return [{ ...plain, id, type: 'move', selector: byId(deed.id), parent: null, bounds, waypoints: [] }];
    }
  }
}

/** What of it can be done one after the other, and what that leads to. */
function drawn(who: string, deedsOf: readonly (readonly Deed[])[]) {
  const batches: Batch[] = [];
  const changes: Change[] = [];
  let model: LoadedModel = base;
  for (const [at, some] of deedsOf.entries()) {
    const operations = some.flatMap((deed, nth) => operationsOf(deed, `${who}${at}_${nth}`));
    const batch = { id: `${who}${at}`, operations, json: contractJson.operations(operations) };
    const { after } = moveBatch({ batch, from: model, to: model, between: [], mine: new Set(), theirs: new Set() });
    if (!after) continue;
    batches.push(batch);
    changes.push({ ...after.change, layout: [] });
    model = loadedModel({ ...model, document: bpmn.write(model.document, after.change).document, ...after.after });
  }
  return { batches, changes, model };
}

type Chosen = Map<string, Set<string>>;
const nobody: Chosen = new Map();
const side = () => ({ theirVersion: 2, theirAuthorId: 'bob' });
const idsOf = (batches: readonly Pick<Batch, 'id' | 'operations'>[]) =>
  batches.flatMap(({ id, operations }) => operations.map((operation) => `${id}/${operation.id}`));

function choose(chosen: Chosen, batchId: string, operationIds: readonly string[]) {
  chosen.set(batchId, new Set([...(chosen.get(batchId) ?? []), ...operationIds]));
}

test('a draft that is moved loses nothing and doubles nothing, but for what somebody has decided', () => {
  const seen = { moved: 0, clashed: 0 };
  fc.assert(
    fc.property(persons, persons, (ours, others) => {
      const [mine, theirs] = [drawn('a', ours), drawn('b', others)];
      const move = { from: base, to: theirs.model, batches: mine.batches, between: theirs.changes, side };
      const first = moveBatches({ ...move, mine: nobody, theirs: nobody });
      if (first.ok) {
        seen.moved += 1;
        assert.deepEqual(idsOf(first.batches), idsOf(mine.batches));
        const other = { from: base, to: mine.model, batches: theirs.batches, between: mine.changes, side };
        const mirrored = moveBatches({ ...other, mine: nobody, theirs: nobody });
        // What both have removed can only be named by whoever comes first.
        if (mirrored.ok) assert.deepEqual(diffGraph(first.end.graph, mirrored.end.graph), []);
        const again = bpmn.read(first.end.document);
        assert.ok(again.ok);
        assert.deepEqual(diffGraph(first.end.graph, again.graph), []);
        return;
      }
      seen.clashed += 1;
      const [left, kept]: [Chosen, Chosen] = [new Map(), new Map()];
      let moved: ReturnType<typeof moveBatches> = first;
      const decided = new Set<string>();
      while (!moved.ok) {
        const asked = moved.clashes.flatMap((clash) => clash.operationIds.map((id) => `${clash.batchId}/${id}`));
        assert.ok(
          asked.some((operation) => !decided.has(operation)),
          'what is decided is not asked again',
        );
        for (const { batchId, operationIds, canKeepMine } of moved.clashes) {
          choose(canKeepMine ? kept : left, batchId, operationIds);
          if (!canKeepMine) for (const id of operationIds) decided.add(`${batchId}/${id}`);
        }
        moved = moveBatches({ ...move, mine: kept, theirs: left });
      }
      const now = new Set(idsOf(moved.batches));
      assert.equal(now.size, idsOf(moved.batches).length);
      for (const { id, operations } of mine.batches) {
        const out = left.get(id);
        if (!out)
          for (const operation of operations) assert.ok(now.has(`${id}/${operation.id}`), `${operation.id} is lost`);
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(seen.moved > 30 && seen.clashed > 30, JSON.stringify(seen));
});
