import type { Bounds, Graph, GraphEdge, GraphNode, Layout } from '@ameide/graph-model';
import { subProcesses } from '../kinds.ts';
import { contains } from './geometry.ts';

/**
 * What is drawn in what. A node is drawn inside the shape of its lane, else of its open sub-process, else of the pool that
 * shows its process. What stands in a closed sub-process is drawn on a sheet of its own, and so is what each collaboration
 * holds: elements on different sheets have nothing to do with each other.
 */
export class Structure {
  readonly graph: Graph;
  readonly #former: Layout;
  readonly #formerly: ReadonlyMap<string, GraphNode>;
  readonly #children = new Map<string, GraphNode[]>();
  /** Pools by the process that they show, those that are drawn first. */
  readonly #pools = new Map<string, GraphNode>();
  readonly #frames = new Map<string, string>();
  readonly #content = new Map<string, string[]>();
  readonly #attached = new Map<string, string[]>();
  readonly #edges = new Map<string, GraphEdge[]>();
  readonly #sheets = new Map<string, string>();
  readonly #open = new Map<string, boolean>();
  readonly #mainSheet: string | undefined;

  /** The structure of a graph that was drawn as `before`, where sub-processes do not say themselves whether they are open. */
  constructor(graph: Graph, before: { readonly graph: Graph; readonly layout: Layout }) {
    this.graph = graph;
    this.#former = before.layout;
    this.#formerly = before.graph.nodes;
    for (const node of graph.nodes.values()) {
      if (node.parent !== null) list(this.#children, node.parent, node);
      if (typeof node.properties.attachedTo === 'string') list(this.#attached, node.properties.attachedTo, node.id);
      const process = node.kind === 'bpmn::participant' ? node.properties.processRef : undefined;
      if (typeof process !== 'string') continue;
      if (!this.#former.bounds.has(this.#pools.get(process)?.id ?? '')) this.#pools.set(process, node);
    }
    for (const edge of graph.edges.values())
      for (const end of new Set([edge.source, edge.target])) list(this.#edges, end, edge);
    for (const { kind, id, parent } of graph.nodes.values())
      if (kind === 'bpmn::participant' && before.layout.bounds.has(id)) this.#mainSheet ??= parent ?? undefined;
    for (const node of graph.nodes.values()) {
      const frame = this.#findFrame(node);
      if (frame === undefined) continue;
      this.#frames.set(node.id, frame);
      list(this.#content, frame, node.id);
    }
  }

  children(id: string): readonly GraphNode[] {
    return this.#children.get(id) ?? [];
  }

  /** What is drawn directly inside the shape of a node. */
  content(id: string): readonly string[] {
    return this.#content.get(id) ?? [];
  }

  attachedTo(id: string): readonly string[] {
    return this.#attached.get(id) ?? [];
  }

  edgesAt(id: string): readonly GraphEdge[] {
    return this.#edges.get(id) ?? [];
  }

  /** The pool that shows a process. */
  poolOf(process: string): string | undefined {
    return this.#pools.get(process)?.id;
  }

  /** The shapes that a node is drawn in, whether or not they are drawn themselves, from the inside outwards. */
  framesOf(id: string): string[] {
    const found: string[] = [];
    for (let at = this.#frames.get(id); at !== undefined && !found.includes(at); at = this.#frames.get(at))
      found.push(at);
    return found;
  }

  /** Whether the content of a sub-process is drawn inside its shape. */
  isOpen(id: string): boolean {
    const known = this.#open.get(id) ?? this.#isOpen(id);
    this.#open.set(id, known);
    return known;
  }

  #isOpen(id: string): boolean {
    const node = this.graph.nodes.get(id);
    if (node === undefined || !subProcesses.has(node.kind)) return false;
    if (typeof node.properties.isExpanded === 'boolean') return node.properties.isExpanded;
    const own = this.#former.bounds.get(id);
    if (own === undefined || !canHold(own)) return false;
    return [...this.#formerly.values()].some(({ id: child, parent }) => {
      const bounds = parent === id ? this.#former.bounds.get(child) : undefined;
      return bounds !== undefined && contains(own, bounds);
    });
  }

  isClosed(id: string): boolean {
    return subProcesses.has(this.graph.nodes.get(id)?.kind ?? '') && !this.isOpen(id);
  }

  /** The sheet that an element is drawn on: the id of a closed sub-process, of a collaboration, or of a process. */
  sheetOf(id: string): string {
    const known = this.#sheets.get(id);
    if (known !== undefined) return known;
    this.#sheets.set(id, '');
    const sheet = this.#findSheet(id);
    this.#sheets.set(id, sheet);
    return sheet;
  }

  #findSheet(id: string): string {
    const node = this.graph.nodes.get(id);
    const edge = this.graph.edges.get(id);
    if (node === undefined) return edge === undefined ? '' : this.sheetOf(edge.source);
    if (node.parent === null) return this.#pools.get(id)?.parent ?? this.#mainSheet ?? id;
    if (node.kind === 'bpmn::participant' || this.isClosed(node.parent)) return node.parent;
    return this.sheetOf(node.parent);
  }

  #findFrame({ kind, parent, properties }: GraphNode): string | undefined {
    const { lane } = properties;
    if (typeof lane === 'string' && this.graph.nodes.get(lane)?.kind === 'bpmn::lane') return lane;
    if (parent === null || kind === 'bpmn::participant' || this.isClosed(parent)) return undefined;
    const outer = this.graph.nodes.get(parent);
    return outer?.kind === 'bpmn::lane' || this.isOpen(parent) ? parent : this.#pools.get(parent)?.id;
  }
}

/** A shape that is no larger than that of a task shows nothing inside. */
export const canHold = ({ width, height }: Bounds) => width > 100 || height > 80;

function list<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [item]);
  else known.push(item);
}
