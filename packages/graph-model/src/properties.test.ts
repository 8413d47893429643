import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyLayout, applyMutations } from './apply.ts';
import { closeSelection } from './close-selection.ts';
import { conflicts } from './conflicts.ts';
import { describeChange } from './describe.ts';
import { diff } from './diff.ts';
import type { Graph, Layout } from './graph.ts';
import { Draft, GraphIndex } from './graph-index.ts';
import { inverse } from './inverse.ts';
import type { Change } from './mutation.ts';
import type { Operation } from './operation.ts';
import { type Plan, planPatch } from './plan.ts';
import { rebase, rebaseChange } from './rebase.ts';
import { graphFromJson, graphToJson, layoutFromJson, layoutToJson } from './serialise.ts';
import {
  arbitraryGarbage,
  arbitraryGraph,
  arbitraryLayout,
  arbitraryPatch,
  testNotation,
  vocabularyOf,
} from './testing/index.ts';

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

const models: fc.Arbitrary<Model> = arbitraryGraph().chain((graph) =>
  arbitraryLayout(graph).map((layout) => ({ graph, layout })),
);
const patches = (count: number): fc.Arbitrary<{ model: Model; patches: (readonly Operation[])[] }> =>
  models.chain((model) =>
    fc.record({
      model: fc.constant(model),
      patches: fc.array(arbitraryPatch(vocabularyOf(model.graph)), { minLength: count, maxLength: count }),
    }),
  );
const planOn = (model: Model, operations: readonly Operation[], only?: ReadonlySet<string>): Plan =>
  planPatch({ ...model, operations, notation: testNotation, ...(only === undefined ? {} : { only }) });
const applied = (model: Model, change: Change): Model => ({
  graph: applyMutations(model.graph, change.semantic),
  layout: applyLayout(model.layout, change.layout),
});
const frozen = <T extends object>(value: T): T => {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) frozen(item);
  return Object.freeze(value);
};

describe('whatever the patch', () => {
  it('the plan is what applying its change gives, and its inverse restores the model', () => {
    fc.assert(
      fc.property(patches(1), ({ model, patches: [operations] }) => {
        const plan = planOn(model, operations!);
        const after = applied(model, plan.change);
        assert.deepEqual(after, plan.after);
        assert.deepEqual(applied(after, plan.inverse), model);
        assert.deepEqual(inverse(plan.inverse), plan.change);
      }),
      { numRuns: 1000 },
    );
  });

  it('the plan is the same each time and leaves its input alone', () => {
    fc.assert(
      fc.property(patches(1), ({ model, patches: [operations] }) => {
        const copy = structuredClone({ model, operations });
        for (const element of [...model.graph.nodes.values(), ...model.graph.edges.values()]) frozen(element);
        const plan = planOn(model, frozen(operations! as Operation[]));
        assert.deepEqual(planOn(model, operations!), plan);
        assert.deepEqual({ model, operations }, copy);
      }),
      { numRuns: 500 },
    );
  });

  it('the change is the smallest: what diff finds between before and after', () => {
    fc.assert(
      fc.property(patches(1), ({ model, patches: [operations] }) => {
        const plan = planOn(model, operations!);
        const smallest = diff(model, plan.after);
        assert.deepEqual(new Set(plan.change.semantic), new Set(smallest.semantic));
        assert.deepEqual(new Set(plan.change.layout), new Set(smallest.layout));
      }),
      { numRuns: 500 },
    );
  });

  it('every line of a description is about something', () => {
    fc.assert(
      fc.property(patches(1), ({ model, patches: [operations] }) => {
        const { change, after } = planOn(model, operations!);
        const lines = describeChange(change, model.graph, after.graph);
        assert.ok(lines.length >= change.semantic.length);
        for (const line of lines) assert.match(line, /^[+~-] \S/);
      }),
    );
  });

  it('operations that are refused leave nothing behind', () => {
    fc.assert(
      fc.property(patches(1), ({ model, patches: [operations] }) => {
        const plan = planOn(model, operations!);
        const carriedOut = new Set(plan.operations.map((operation) => operation.id));
        const again = planOn(model, operations!, carriedOut);
        assert.deepEqual(new Set(again.change.semantic), new Set(plan.change.semantic));
      }),
      { numRuns: 500 },
    );
  });

  it('an index that followed the mutations is the index of the result', () => {
    fc.assert(
      fc.property(patches(1), ({ model, patches: [operations] }) => {
        const { change, after } = planOn(model, operations!);
        const draft = new Draft(model.graph);
        draft.children(null);
        for (const mutation of change.semantic) draft.apply(mutation);
        const fresh = new GraphIndex(after.graph);
        for (const id of [null, ...after.graph.nodes.keys()]) {
          assert.deepEqual(new Set(draft.children(id)), new Set(fresh.children(id)));
        }
        for (const id of [...after.graph.nodes.keys(), ...after.graph.edges.keys()]) {
          assert.deepEqual(new Set(draft.edgesAt(id)), new Set(fresh.edgesAt(id)));
          assert.deepEqual(new Set(draft.attached(id)), new Set(fresh.attached(id)));
        }
        for (const key of ['k0', 'k1', 'k2', 'k8', 'k9']) assert.deepEqual(draft.withKey(key), fresh.withKey(key));
      }),
    );
  });
});

describe('whatever is sent', () => {
  it('is answered with a plan or with diagnostics', () => {
    fc.assert(
      fc.property(
        models.chain((model) => arbitraryGarbage(vocabularyOf(model.graph)).map((garbage) => ({ model, garbage }))),
        ({ model, garbage }) => {
          const plan = planOn(model, garbage as readonly Operation[]);
          assert.equal(
            plan.ok,
            plan.diagnostics.every(({ severity }) => severity !== 'error'),
          );
          assert.deepEqual(applied(model, plan.change), plan.after);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('partial approval', () => {
  it('is closed under dependencies, and is then never told that something is missing', () => {
    fc.assert(
      fc.property(patches(1), fc.infiniteStream(fc.boolean()), ({ model, patches: [operations] }, choices) => {
        const plan = planOn(model, operations!);
        const selected = new Set(plan.operations.map(({ id }) => id).filter(() => choices.next().value));
        const { closed, missing } = closeSelection(plan, selected);
        assert.deepEqual(new Set([...selected, ...missing]), closed);
        for (const operation of plan.operations) {
          if (closed.has(operation.id)) for (const needed of operation.dependsOn) assert.ok(closed.has(needed));
        }
        const part = planOn(model, operations!, closed);
        assert.deepEqual(
          part.diagnostics.filter(({ code }) => code === 'depends_on_operation' || code === 'selector_matches_nothing'),
          [],
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('two changes of one model', () => {
  it('that have no conflict give the same graph in either order', () => {
    let commuting = 0;
    fc.assert(
      fc.property(patches(2), ({ model, patches: [first, second] }) => {
        const a = planOn(model, first!).change;
        const b = planOn(model, second!).change;
        const afterA = applied(model, a);
        const afterB = applied(model, b);
        const found = conflicts(a, [b], afterB.graph);
        assert.equal(found.length > 0, conflicts(b, [a], afterA.graph).length > 0);
        if (found.length > 0) return;
        if (a.semantic.length > 0 && b.semantic.length > 0) commuting++;
        const ab = applyMutations(afterA.graph, rebaseChange(b, afterA).semantic);
        const ba = applyMutations(afterB.graph, rebaseChange(a, afterB).semantic);
        assert.deepEqual(ab, ba);
      }),
      { numRuns: 2000 },
    );
    assert.ok(commuting > 100, `only ${commuting} pairs commuted`);
  });

  it('are rebased onto each other or refused with a reason', () => {
    fc.assert(
      fc.property(patches(2), ({ model, patches: [first, second] }) => {
        const ours = planOn(model, first!);
        const theirs = planOn(model, second!);
        if (!ours.ok || !theirs.ok) return;
        const request = { ...theirs.after, operations: first!, notation: testNotation };
        const result = rebase(ours, [theirs.change], request);
        if (result.ok) assert.deepEqual(applied(theirs.after, result.plan.change), result.plan.after);
        else assert.ok(result.conflicts.length + result.diagnostics.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is stored', () => {
  it('reads back as it was, in the same order', () => {
    fc.assert(
      fc.property(models, ({ graph, layout }) => {
        const read = graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))));
        assert.deepEqual(read, graph);
        assert.deepEqual([...read.nodes.keys()], [...graph.nodes.keys()]);
        assert.deepEqual(layoutFromJson(JSON.parse(JSON.stringify(layoutToJson(layout)))), layout);
      }),
    );
  });

  it('diff leads from any model to any other', () => {
    fc.assert(
      fc.property(models, models, (before, after) => {
        assert.deepEqual(applied(before, diff(before, after)), after);
        assert.deepEqual(applied(after, inverse(diff(before, after))), before);
      }),
      { numRuns: 500 },
    );
  });
});
