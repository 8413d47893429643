import type { Bounds, Graph, GraphNode, Layout, LayoutMutation, Point } from '@ameide/graph-model';
import { overlaps, tidy } from './geometry.ts';
import { createSearchBudget } from './orthogonal-search.ts';
import { Structure } from './structure.ts';

const containers = new Set(['bpmn::participant', 'bpmn::lane', 'bpmn::group']);

/** A layout being changed for a graph, with the questions that placing and routing ask of it. */
export class Board {
  readonly graph: Graph;
  readonly structure: Structure;
  readonly before: Layout;
  readonly #formerly: Graph;
  readonly #shown = new Set<string>();
  readonly bounds: Map<string, Bounds>;
  readonly waypoints: Map<string, readonly Point[]>;
  /** What the searches for paths may still cost. */
  readonly searches = createSearchBudget();

  constructor(graph: Graph, before: { readonly graph: Graph; readonly layout: Layout }) {
    this.graph = graph;
    this.structure = new Structure(graph, before);
    this.before = before.layout;
    this.#formerly = before.graph;
    this.bounds = new Map(before.layout.bounds);
    this.waypoints = new Map(before.layout.waypoints);
  }

  /** Whether a node was there before and was not drawn. */
  wasUndrawn(id: string): boolean {
    return this.#formerly.nodes.has(id) && !this.before.bounds.has(id);
  }

  /** Whether anything that stood in a container before was drawn. */
  wasShown(container: string): boolean {
    if (this.#shown.size === 0)
      for (const { id, parent } of this.#formerly.nodes.values())
        if (parent !== null && this.before.bounds.has(id)) this.#shown.add(parent);
    return this.#shown.has(container);
  }

  /** The innermost drawn shape that a node is drawn in; null on the open canvas of its sheet. */
  levelOf(id: string): string | null {
    return this.structure.framesOf(id).find((frame) => this.bounds.has(frame)) ?? null;
  }

  /** A node with what is drawn in it and on its border. */
  withContent(id: string): Set<string> {
    const found = new Set([id]);
    for (const each of found)
      for (const inner of [...this.structure.content(each), ...this.structure.attachedTo(each)]) found.add(inner);
    return found;
  }

  /**
   * The shapes in a region that something new may not cover, on the sheet of the given nodes: not what these are drawn in,
   * or have inside. Pools and lanes that show their content are met only where `withPools` says so.
   */
  obstacles(region: Bounds, nodes: readonly GraphNode[], withPools = false): Bounds[] {
    const passable = new Set(nodes.flatMap(({ id }) => [...this.structure.framesOf(id), ...this.withContent(id)]));
    const sheets = new Set(nodes.map(({ id }) => this.structure.sheetOf(id)));
    const found: Bounds[] = [];
    for (const [id, bounds] of this.bounds) {
      if (!overlaps(bounds, region) || passable.has(id)) continue;
      const node = this.graph.nodes.get(id);
      if (node === undefined || !sheets.has(this.structure.sheetOf(id))) continue;
      const isPool = node.kind === 'bpmn::participant' && (withPools || !this.#isShowing(node));
      if (!containers.has(node.kind) || isPool) found.push(bounds);
    }
    return found;
  }

  /** A pool whose process is shown inside it; an empty one is met as a box. */
  #isShowing(pool: GraphNode): boolean {
    const process = pool.properties.processRef;
    return typeof process === 'string' && this.graph.nodes.has(process);
  }

  /** Puts a node at a place, together with what is drawn in it and on its border. */
  moveTo(id: string, to: Bounds): void {
    const from = this.bounds.get(id);
    if (from !== undefined) this.shift(this.withContent(id), to.x - from.x, to.y - from.y);
    this.bounds.set(id, to);
  }

  shift(ids: Iterable<string>, dx: number, dy: number): void {
    for (const id of ids) {
      const bounds = this.bounds.get(id);
      if (bounds !== undefined) this.bounds.set(id, shifted(bounds, dx, dy));
    }
  }

  mutations(): LayoutMutation[] {
    const found: LayoutMutation[] = [];
    for (const id of new Set([...this.before.bounds.keys(), ...this.bounds.keys()])) {
      const before = this.before.bounds.get(id) ?? null;
      const after = this.bounds.get(id) ?? null;
      if (!sameBounds(before, after)) found.push({ type: 'bounds_set', id, before, after });
    }
    for (const id of new Set([...this.before.waypoints.keys(), ...this.waypoints.keys()])) {
      const before = this.before.waypoints.get(id) ?? null;
      const after = this.waypoints.get(id) ?? null;
      if (!samePath(before, after)) found.push({ type: 'waypoints_set', id, before, after });
    }
    for (const [id, before] of this.before.labels) {
      if (!this.bounds.has(id) && !this.waypoints.has(id)) found.push({ type: 'label_set', id, before, after: null });
    }
    return found;
  }
}

function shifted(bounds: Bounds, dx: number, dy: number): Bounds {
  const { x, y } = bounds;
  return { ...bounds, x: dx === 0 ? x : tidy(x + dx), y: dy === 0 ? y : tidy(y + dy) };
}

function sameBounds(a: Bounds | null, b: Bounds | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

export function samePath(a: readonly Point[] | null, b: readonly Point[] | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  return a.every((point, at) => point.x === b[at]!.x && point.y === b[at]!.y);
}
