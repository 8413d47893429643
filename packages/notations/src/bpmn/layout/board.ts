import type { Bounds, Graph, GraphNode, Layout, LayoutMutation, Point } from '@ameide/graph-model';
import { subProcesses } from '../kinds.ts';
import { bottom, contains, right } from './geometry.ts';

const containers = new Set(['bpmn::participant', 'bpmn::lane', 'bpmn::group']);

/** A layout being changed for a graph, with the questions that placing and routing ask of it. */
export class Board {
  readonly graph: Graph;
  readonly bounds: Map<string, Bounds>;
  readonly waypoints: Map<string, readonly Point[]>;
  /** Nodes that were placed or moved. */
  readonly moved = new Set<string>();
  readonly #before: Layout;

  constructor(graph: Graph, before: Layout) {
    this.graph = graph;
    this.#before = before;
    this.bounds = new Map(before.bounds);
    this.waypoints = new Map(before.waypoints);
  }

  place(id: string, bounds: Bounds): void {
    this.bounds.set(id, bounds);
    this.moved.add(id);
  }

  children(id: string): GraphNode[] {
    return [...this.graph.nodes.values()].filter((node) => node.parent === id);
  }

  /** The pool that shows a process. */
  poolOf(process: string): string | undefined {
    for (const node of this.graph.nodes.values()) {
      if (node.kind === 'bpmn::participant' && node.properties.processRef === process && this.bounds.has(node.id)) {
        return node.id;
      }
    }
    return undefined;
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

  /** What is drawn beside the given nodes on their diagram, other than what contains them or is meant to be drawn over. */
  obstacles(...nodes: readonly GraphNode[]): Bounds[] {
    const passable = new Set(nodes.flatMap((node) => [node.id, ...this.containersOf(node)]));
    const sheets = new Set(nodes.map((node) => this.sheetOf(node)));
    const found: Bounds[] = [];
    for (const [id, bounds] of this.bounds) {
      const node = this.graph.nodes.get(id);
      if (node === undefined || passable.has(id)) continue;
      const isPool = node.kind === 'bpmn::participant' && !this.isOpenPool(node);
      if (containers.has(node.kind) && !isPool) continue;
      if (sheets.has(this.sheetOf(node))) found.push(bounds);
    }
    return found;
  }

  /** A pool whose process is shown inside it; an empty one is met as a box. */
  isOpenPool(pool: GraphNode): boolean {
    const process = pool.properties.processRef;
    return typeof process === 'string' && this.graph.nodes.has(process);
  }

  /** Grows a container so that it holds a box, with the lanes that share its border and the containers around it. */
  grow(id: string, box: Bounds, margin: number): void {
    const own = this.bounds.get(id);
    const node = this.graph.nodes.get(id);
    if (own === undefined || node === undefined || contains(own, box, margin)) return;
    const dx = Math.max(0, right(box) + margin - right(own));
    const dy = Math.max(0, bottom(box) + margin - bottom(own));
    const family = node.kind === 'bpmn::lane' || node.kind === 'bpmn::participant' ? this.#poolFamily(node) : [id];
    const edge = { right: right(own), bottom: bottom(own) };
    for (const member of family) {
      const bounds = this.bounds.get(member);
      if (bounds === undefined) continue;
      const atRight = Math.abs(right(bounds) - edge.right) <= 2;
      const atBottom = Math.abs(bottom(bounds) - edge.bottom) <= 2;
      this.bounds.set(member, {
        ...bounds,
        width: bounds.width + (atRight ? dx : 0),
        height: bounds.height + (atBottom ? dy : 0),
      });
    }
    const grown = this.bounds.get(id)!;
    for (const outer of this.containersOf(node)) this.grow(outer, grown, subProcesses.has(node.kind) ? margin : 0);
  }

  /** A pool or lane with the pool and all lanes that it shares borders with. */
  #poolFamily(node: GraphNode): string[] {
    const process =
      node.kind === 'bpmn::participant'
        ? node.properties.processRef
        : this.containersOf(node).find((id) => this.graph.nodes.get(id)?.kind === 'bpmn::process');
    if (typeof process !== 'string') return [node.id];
    const pool = this.poolOf(process);
    const lanes = [...this.graph.nodes.values()].filter(
      (lane) => lane.kind === 'bpmn::lane' && this.containersOf(lane).includes(process),
    );
    return [...lanes.map((lane) => lane.id), ...(pool === undefined ? [] : [pool])];
  }

  /** Makes room of the given height at `y`: everything from there on moves down. The given containers grow. */
  insertBand(y: number, height: number, growing: readonly string[]): void {
    for (const [id, bounds] of this.bounds) {
      if (growing.includes(id)) this.bounds.set(id, { ...bounds, height: bounds.height + height });
      else if (bounds.y >= y - 1) this.bounds.set(id, { ...bounds, y: bounds.y + height });
    }
    for (const [id, points] of this.waypoints) {
      if (!points.some((point) => point.y >= y)) continue;
      this.waypoints.set(
        id,
        points.map((point) => (point.y >= y ? { x: point.x, y: point.y + height } : point)),
      );
    }
  }

  /** Moves a node with everything drawn inside it. */
  moveTo(node: GraphNode, to: Bounds): void {
    const from = this.bounds.get(node.id);
    this.place(node.id, to);
    if (from === undefined) return;
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    const inside = new Set<string>();
    for (const other of this.graph.nodes.values()) {
      const bounds = this.bounds.get(other.id);
      const follows = this.containersOf(other).includes(node.id) || other.properties.attachedTo === node.id;
      if (!follows || bounds === undefined) continue;
      inside.add(other.id);
      this.bounds.set(other.id, { ...bounds, x: bounds.x + dx, y: bounds.y + dy });
      if (other.properties.attachedTo === node.id) this.moved.add(other.id);
    }
    for (const edge of this.graph.edges.values()) {
      const points = this.waypoints.get(edge.id);
      if (points === undefined || !inside.has(edge.source) || !inside.has(edge.target)) continue;
      this.waypoints.set(
        edge.id,
        points.map(({ x, y }) => ({ x: x + dx, y: y + dy })),
      );
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
