import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import { type Change, type Diagnostic, type Graph, type Layout, planPatch } from '@ameide/graph-model';
import { operationFromWire } from '@ameide/graph-model/wire';
import { bpmn } from '@ameide/notations/bpmn/node';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { Gesture, PageElement } from './page.ts';

/** A model as the server keeps it: what it makes of operations is what its services make of them. */
export interface KeptModel {
  readonly document: string;
  elements(): PageElement[];
  /** The next version, or why there is none. */
  draw(gesture: Gesture): Drawn;
}

export type Drawn =
  | { readonly ok: true; readonly model: KeptModel; readonly change: Change }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const isError = ({ severity }: Diagnostic) => severity === 'error';

/** @throws Error when it cannot be read */
export function keptModel(document: string): KeptModel {
  const read = bpmn.read(document);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  const { graph, layout } = read;
  const known = () => new Set(bpmn.validate(document).map(({ message }) => message));
  return {
    document,
    elements: () => elementsOf(graph, layout),
    draw({ steps }) {
      const operations = steps.map((operation, at) =>
        operationFromWire(
          create(OperationSchema, { id: `step-${at + 1}`, operation } as MessageInitShape<typeof OperationSchema>),
        ),
      );
      const plan = planPatch({ graph, layout, operations, notation: bpmn });
      if (!plan.ok) return { ok: false, diagnostics: plan.diagnostics.filter(isError) };
      const written = bpmn.write(document, plan.change).document;
      const before = known();
      const broken = bpmn.validate(written).filter((fault) => isError(fault) && !before.has(fault.message));
      if (broken.length > 0) return { ok: false, diagnostics: broken };
      return { ok: true, model: keptModel(written), change: plan.change };
    },
  };
}

function elementsOf(graph: Graph, layout: Layout): PageElement[] {
  const nodes = [...graph.nodes.values()].map(({ id, parent, ...node }): PageElement => {
    const place = { bounds: layout.bounds.get(id), label: layout.labels.get(id) };
    return [id, { ...node, parent: parent ?? '', source: '', target: '', ...place }];
  });
  const edges = [...graph.edges.values()].map(({ id, ...edge }): PageElement => {
    const place = { waypoints: layout.waypoints.get(id), label: layout.labels.get(id) };
    return [id, { ...edge, parent: '', ...place }];
  });
  return [...nodes, ...edges];
}
