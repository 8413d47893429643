import type { Bounds, Graph, GraphNode, Layout, LayoutMutation, Point } from '@ameide/graph-model';
import { subProcesses } from '../kinds.ts';
import { contains, overlaps } from './geometry.ts';
import { createSearchBudget } from './orthogonal-search.ts';

const containers = new Set(['bpmn::participant', 'bpmn::lane', 'bpmn::group']);

/** A layout being changed for a graph, with the questions that placing and routing ask of it. */
export class Board {
  readonly graph: Graph;
  readonly bounds: Map<string, Bounds>;
  readonly waypoints: Map<string, readonly Point[]>;
  /** Nodes that were placed or moved. */
  readonly moved = new Set<string>();
  /** Edges that moved together with both of their ends. */
  readonly carried = new Set<string>();
  /** What the searches for paths may still cost. */
  readonly searches = createSearchBudget();
  readonly #before: Layout;
  readonly #children = new Map<string, GraphNode[]>();
  /** Pools by the process that they show. */
  readonly #pools = new Map<string, string[]>();

  constructor(graph: Graph, before: Layout) {
    for (const node of graph.nodes.values()) {
      const process = node.kind === 'bpmn::participant' ? node.properties.processRef : undefined;
      if (node.parent !== null) listed(this.#children, node.parent).push(node);
      if (typeof process === 'string') listed(this.#pools, process).push(node.id);
    }
    this.graph = graph;
    this.#before = before;
    this.bounds = new Map(before.bounds);
    this.waypoints = new Map(before.waypoints);
  }

  place(id: string, bounds: Bounds): void {
    this.bounds.set(id, bounds);
    this.moved.add(id);
  }

  children(id: string): readonly GraphNode[] {
    return this.#children.get(id) ?? [];
  }

  /** The pool that shows a process. */
  poolOf(process: string): string | undefined {
    return this.#pools.get(process)?.find((id) => this.bounds.has(id));
  }

  /** Whether the content of a drawn sub-process is drawn inside its shape. */
  isOpen(id: string): boolean {
    const node = this.graph.nodes.get(id);
    const own = this.bounds.get(id);
    if (node === undefined || own === undefined || !subProcesses.has(node.kind)) return false;
    if (typeof node.properties.isExpanded === 'boolean') return node.properties.isExpanded;
    return this.children(id).some((child) => {
      const bounds = this.bounds.get(child.id);
      return bounds !== undefined && contains(own, bounds);
    });
  }

  /** The containers of a node, from the inside outwards: lanes, sub-processes, pool. */
  containersOf(node: GraphNode): string[] {
    const found: string[] = [];
    let scope: GraphNode | undefined = node;
    for (let steps = 0; scope !== undefined && steps <= this.graph.nodes.size; steps += 1) {
      const lane: unknown = scope.properties.lane;
      for (let id = typeof lane === 'string' ? lane : null; id !== null && !found.includes(id); ) {
        const outer: GraphNode | undefined = this.graph.nodes.get(id);
        if (outer?.kind !== 'bpmn::lane') break;
        found.push(id);
        id = outer.parent;
      }
      if (scope.parent === null) break;
      found.push(scope.parent);
      const pool = this.poolOf(scope.parent);
      if (pool !== undefined) found.push(pool);
      scope = this.graph.nodes.get(scope.parent);
    }
    return found;
  }

  /** The closed sub-process on whose own diagram a node is drawn; empty on the main one. */
  sheetOf(node: GraphNode): string {
    let scope: GraphNode | undefined = node;
    for (let steps = 0; scope !== undefined && steps <= this.graph.nodes.size; steps += 1) {
      const parent: GraphNode | undefined = scope.parent === null ? undefined : this.graph.nodes.get(scope.parent);
      if (parent !== undefined && subProcesses.has(parent.kind) && !this.isOpen(parent.id)) return parent.id;
      scope = parent;
    }
    return '';
  }

  /**
   * What is drawn in a region beside the given nodes, on their diagram, other than what contains them or is meant to be
   * drawn over.
   */
  obstacles(region: Bounds, ...nodes: readonly GraphNode[]): Bounds[] {
    const passable = new Set(nodes.flatMap((node) => [node.id, ...this.containersOf(node)]));
    const sheets = new Set(nodes.map((node) => this.sheetOf(node)));
    const pools = new Set(nodes.map((node) => this.poolAround(node)));
    const inOnePool = pools.size === 1 && !pools.has(undefined);
    const found: Bounds[] = [];
    for (const [id, bounds] of this.bounds) {
      const node = this.graph.nodes.get(id);
      if (node === undefined || passable.has(id) || !overlaps(bounds, region)) continue;
      const isPool = node.kind === 'bpmn::participant' && !this.isOpenPool(node);
      if (containers.has(node.kind) && !isPool) continue;
      // Pools do not overlap on one diagram, so what stands in another one is no obstacle, or on another diagram.
      const pool = inOnePool ? this.poolAround(node) : undefined;
      if (pool !== undefined && !pools.has(pool)) continue;
      if (sheets.has(this.sheetOf(node))) found.push(bounds);
    }
    return found;
  }

  /** The pool that a node is drawn in, itself if it is one. */
  poolAround(node: GraphNode): string | undefined {
    if (node.kind === 'bpmn::participant') return node.id;
    return this.containersOf(node).find((id) => this.graph.nodes.get(id)?.kind === 'bpmn::participant');
  }

  /** The innermost drawn container of a node, as its shape's id; null on the open canvas. */
  levelOf(node: GraphNode): string | null {
    return this.containersOf(node).find((id) => this.bounds.has(id)) ?? null;
  }

  /** A pool whose process is shown inside it; an empty one is met as a box. */
  isOpenPool(pool: GraphNode): boolean {
    const process = pool.properties.processRef;
    return typeof process === 'string' && this.graph.nodes.has(process);
  }

  /** Moves a node with everything drawn inside it. Edges that lie inside keep their form. */
  moveTo(node: GraphNode, to: Bounds): void {
    const from = this.bounds.get(node.id);
    this.place(node.id, to);
    if (from !== undefined) this.#shift(node, to.x - from.x, to.y - from.y);
  }

  #shift(node: GraphNode, dx: number, dy: number): void {
    const inside = new Set([node.id]);
    for (const other of this.graph.nodes.values()) {
      const bounds = this.bounds.get(other.id);
      const host = other.properties.attachedTo;
      const follows = (typeof host === 'string' && inside.has(host)) || this.containersOf(other).includes(node.id);
      if (!follows || bounds === undefined || other.id === node.id) continue;
      inside.add(other.id);
      this.place(other.id, { ...bounds, x: bounds.x + dx, y: bounds.y + dy });
    }
    for (const edge of this.graph.edges.values()) {
      const points = this.waypoints.get(edge.id);
      if (points === undefined || !inside.has(edge.source) || !inside.has(edge.target)) continue;
      this.waypoints.set(
        edge.id,
        points.map(({ x, y }) => ({ x: x + dx, y: y + dy })),
      );
      this.carried.add(edge.id);
    }
  }

  mutations(): LayoutMutation[] {
    const found: LayoutMutation[] = [];
    for (const id of new Set([...this.#before.bounds.keys(), ...this.bounds.keys()])) {
      const before = this.#before.bounds.get(id) ?? null;
      const after = this.bounds.get(id) ?? null;
      if (!sameBounds(before, after)) found.push({ type: 'bounds_set', id, before, after });
    }
    for (const id of new Set([...this.#before.waypoints.keys(), ...this.waypoints.keys()])) {
      const before = this.#before.waypoints.get(id) ?? null;
      const after = this.waypoints.get(id) ?? null;
      if (!samePath(before, after)) found.push({ type: 'waypoints_set', id, before, after });
    }
    return found;
  }
}

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function sameBounds(a: Bounds | null, b: Bounds | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function samePath(a: readonly Point[] | null, b: readonly Point[] | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  return a.every((point, at) => point.x === b[at]!.x && point.y === b[at]!.y);
}
