import type { Elements } from '../../data/elements.ts';
import { flowOrder } from './flow-order.ts';

/** An element, and what the outline shows under it. */
export interface OutlineNode {
  readonly id: string;
  readonly children: readonly OutlineNode[];
  /** Whether it holds others, rather than only having flows or events of its own. */
  readonly isContainer: boolean;
}

const CONTAINERS = /::(participant|lane|process|sub_process|ad_hoc_sub_process|transaction|sub_choreography)$/;
/** What elements only name: it is in no place of the drawing. */
const DEFINITION = /::(message|signal|error|escalation)$/;
/** What stands for the whole drawing. */
const WHOLE = /::(collaboration|choreography)$/;

/**
 * A model as a tree that reads as it flows: pools, lanes, steps in the order of their flows, what is attached to a step and the flows
 * that leave it under the step. Every element is in it once, but for what a pool or the whole page stands for.
 */
export function outlineOf(elements: Elements): readonly OutlineNode[] {
  const under = new Map<string, string[]>();
  const put = (place: string, id: string) => {
    const known = under.get(place);
    if (known === undefined) under.set(place, [id]);
    else known.push(id);
  };
  const pools = poolsByProcess(elements);
  const roots = [...elements]
    .filter(([, { kind, parent, source }]) => parent === '' && source === '' && !DEFINITION.test(kind))
    .map(([id]) => id);
  const shown = roots.filter((id) => !WHOLE.test(elements.get(id)!.kind) && !pools.has(id));
  const only = shown.length === 1 && roots.length === 1 ? shown[0] : undefined;
  const placeOf = (id: string): string => (id === only ? '' : (pools.get(id) ?? id));

  for (const id of flowOrder(elements)) {
    const { kind, parent, source, properties } = elements.get(id)!;
    if (WHOLE.test(kind) || DEFINITION.test(kind) || pools.has(id) || id === only) continue;
    if (source !== '') {
      put(elements.has(source) ? placeOf(source) : '', id);
      continue;
    }
    const [host, lane] = [properties.attachedTo, properties.lane].map((value) =>
      typeof value === 'string' ? value : '',
    );
    if (host && elements.has(host)) put(host, id);
    else if (lane && elements.has(lane)) put(lane, id);
    else if (parent === '' || WHOLE.test(elements.get(parent)?.kind ?? '') || !elements.has(parent)) put('', id);
    else put(placeOf(parent), id);
  }
  return treeFrom(elements, under);
}

/** The pool that shows each process. */
function poolsByProcess(elements: Elements): ReadonlyMap<string, string> {
  const pools = new Map<string, string>();
  for (const [id, { kind, properties }] of elements) {
    const { processRef } = properties;
    if (kind.endsWith('::participant') && typeof processRef === 'string' && elements.has(processRef))
      pools.set(processRef, id);
  }
  return pools;
}

function treeFrom(elements: Elements, under: ReadonlyMap<string, readonly string[]>): readonly OutlineNode[] {
  const seen = new Set<string>();
  const build = (id: string): OutlineNode => {
    seen.add(id);
    return { id, isContainer: CONTAINERS.test(elements.get(id)!.kind), children: childrenOf(id) };
  };
  const childrenOf = (id: string) => (under.get(id) ?? []).filter((child) => !seen.has(child)).map(build);
  const tree = childrenOf('');
  // What stands in itself, by whatever mistake, is still to be found.
  const lost = [...under]
    .filter(([place]) => place !== '' && !seen.has(place))
    .flatMap(([, ids]) => ids.filter((id) => !seen.has(id)));
  return [...tree, ...lost.filter((id) => !seen.has(id)).map(build)];
}
