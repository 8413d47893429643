import { admit, whyMissing } from './admit.ts';
import { applyLayout, applyMutations } from './apply.ts';
import { checkChange } from './check-change.ts';
import { completeChange } from './complete-change.ts';
import { failureOf, selectorsOf } from './conditions.ts';
import type { Diagnostic } from './diagnostic.ts';
import { diffGraph } from './diff.ts';
import { execute } from './execute.ts';
import type { Graph, GraphEdge, Layout, Properties } from './graph.ts';
import { Draft, indexOf, mutatedId } from './graph-index.ts';
import { inverse } from './inverse.ts';
import { limits } from './limits.ts';
import type { Change, SemanticMutation } from './mutation.ts';
import { placeChange } from './place.ts';
import type { PlanRequest } from './plan-request.ts';
import { type FieldRef, WriteLog, writesOf } from './reads.ts';
import { retarget } from './retarget.ts';
import type { Placement, Step } from './step.ts';

export interface PlannedOperation {
  readonly id: string;
  /** What it does on its own; the change of the plan is what all of them amount to. */
  readonly mutations: readonly SemanticMutation[];
  /** The places on the canvas that it asks for. */
  readonly placements: readonly Placement[];
  /** What its selectors matched, in the order of the selectors. */
  readonly targets: readonly string[];
  /** Ids of the elements that it looks at and that it changes. */
  readonly touches: { readonly reads: readonly string[]; readonly writes: readonly string[] };
  /** Ids of the operations without which it would fail or mean something else. */
  readonly dependsOn: readonly string[];
}

export interface Plan {
  /** False when a diagnostic is an error; then the rest shows what is possible and must not be committed. */
  readonly ok: boolean;
  readonly change: Change;
  readonly inverse: Change;
  readonly diagnostics: readonly Diagnostic[];
  /** Those that were carried out, in order. */
  readonly operations: readonly PlannedOperation[];
  readonly after: { readonly graph: Graph; readonly layout: Layout };
}

/**
 * What a patch would do: validates, resolves, optimises, lays out and checks. A dry run and a commit both call this,
 * and the same request gives the same plan. Never throws on what operations say: that is answered with diagnostics.
 * Pre-conditions hold right before their operation, post-conditions at the end of the patch.
 */
export function planPatch(request: PlanRequest): Plan {
  const { graph, layout, notation } = request;
  const diagnostics: Diagnostic[] = [];
  const { operations, leftOut } = admit(request, diagnostics);
  const before = indexOf(graph);
  const draft = new Draft(graph);
  const failed = new Set<string>();
  const workspace = {
    before,
    draft,
    notation,
    missing: (name: string) => whyMissing(operations, leftOut, failed, name),
    hints: { left: limits.hints },
  };

  const steps: Step[] = [];
  const needs = new Map<Step, Set<string>>();
  const log = new WriteLog();
  for (const operation of operations) {
    const step = execute(workspace, operation);
    diagnostics.push(...step.diagnostics, ...step.warnings);
    if (step.diagnostics.length > 0) {
      failed.add(operation.id);
      continue;
    }
    steps.push(step);
    needs.set(step, new Set(step.reads.flatMap((read) => log.writersOf(read))));
    for (const mutation of step.mutations) {
      for (const write of writesOf(mutation)) log.add(operation.id, write);
    }
  }

  const standsFor = mergeConnections(draft, graph, steps);
  const settled = (id: string) => standsFor.get(id) ?? id;
  for (const [id, old] of standsFor)
    for (const writer of log.writersOf([id, 'exists'])) log.add(writer, [old, 'exists']);
  const touched = new Set(steps.flatMap((step) => step.mutations.map((mutation) => settled(mutatedId(mutation)))));
  for (const id of standsFor.values()) for (const edge of before.edgesAt(id)) touched.add(edge);
  const semantic = completeChange(notation, { graph, layout }, diffGraph(graph, draft, touched), touched, diagnostics);
  const after = applyMutations(graph, semantic);
  const placements = steps
    .flatMap((step) => step.placements)
    .map((placement) => ({ ...placement, id: settled(placement.id) }))
    .filter(({ id }) => after.nodes.has(id) || after.edges.has(id));

  const isSound = () => diagnostics.every((diagnostic) => diagnostic.severity !== 'error');
  if (isSound()) for (const found of checkChange(notation, [graph], after, semantic, log)) diagnostics.push(found);
  // Only what keeps the notation's rules can be drawn.
  const isDrawn = operations.some(({ type }) => type === 'arrange');
  const layoutMutations = isSound()
    ? placeChange(notation, { graph, layout }, after, semantic, placements, isDrawn)
    : [];
  const copies = new Map(
    steps.flatMap((step) => step.copies).filter(([copy]) => after.nodes.has(copy) || after.edges.has(copy)),
  );
  const change: Change = { semantic, layout: layoutMutations, ...(copies.size > 0 && { copies }) };
  if (isSound()) {
    for (const step of steps) {
      for (const read of checkPostconditions(step, after, diagnostics)) {
        for (const writer of log.writersOf(read)) needs.get(step)?.add(writer);
      }
    }
    if (operations.length > 0 && semantic.length === 0 && layoutMutations.length === 0) {
      diagnostics.push({ severity: 'info', code: 'no_change', message: 'The model already is as the operations ask.' });
    }
  }
  return {
    ok: isSound(),
    change,
    inverse: inverse(change),
    diagnostics,
    operations: steps.map((step) => planned(step, needs.get(step) ?? new Set(), settled)),
    after: { graph: after, layout: applyLayout(layout, layoutMutations) },
  };
}

function mergeConnections(draft: Draft, graph: Graph, steps: readonly Step[]): ReadonlyMap<string, string> {
  const removed = new Map<string, GraphEdge>();
  const made = new Map<string, Properties>();
  for (const { operation, mutations, asked } of steps) {
    for (const mutation of mutations) {
      if (mutation.type === 'edge_removed') {
        const original = graph.edges.get(mutation.edge.id);
        if (original !== undefined) removed.set(original.id, original);
      } else if (mutation.type === 'edge_added' && operation.type === 'connect' && operation.edge.id === '') {
        made.set(mutation.edge.id, asked);
      }
    }
  }
  const dropped = steps.filter((step) => step.operation.type === 'disconnect').flatMap((step) => step.targets);
  return retarget(draft, indexOf(graph), [...removed.values()], new Set(dropped), made);
}

/** Adds what does not hold to the diagnostics; returns what the conditions depend on. */
function checkPostconditions(step: Step, after: Graph, diagnostics: Diagnostic[]): readonly FieldRef[] {
  const index = indexOf(after);
  const from = step.reads.length;
  for (const condition of step.operation.post) {
    for (const selector of selectorsOf(condition)) step.note(selector, index);
    const failure = failureOf(index, condition);
    if (failure === undefined) continue;
    const operationId = step.operation.id;
    const message = `After the patch: ${failure}`;
    diagnostics.push({ severity: 'error', code: 'postcondition_failed', message, operationId });
  }
  return step.reads.slice(from);
}

function planned(step: Step, needs: ReadonlySet<string>, settled: (id: string) => string): PlannedOperation {
  const id = step.operation.id;
  const written = [...step.mutations.map(mutatedId), ...step.placements.map((placement) => placement.id)];
  return {
    id,
    mutations: step.mutations,
    placements: step.placements,
    targets: step.targets,
    touches: {
      reads: [...new Set(step.reads.map(([read]) => settled(read)))],
      writes: [...new Set(written.map(settled))],
    },
    dependsOn: [...needs].filter((needed) => needed !== id),
  };
}
