import { applyMutation } from './apply.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import type { SemanticMutation } from './mutation.ts';

type Links = Map<string | null, Set<string>>;
interface AllLinks {
  readonly children: Links;
  readonly attached: Links;
  readonly edges: Links;
  readonly keys: Links;
}

const none: ReadonlySet<string> = new Set();

/** A graph with its containment, attachments, edges and keys looked up in constant time; built when first asked. */
export class GraphIndex implements Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  protected links: AllLinks | undefined;

  constructor(graph: Graph) {
    this.nodes = graph.nodes;
    this.edges = graph.edges;
  }

  element(id: string): GraphNode | GraphEdge | undefined {
    return this.nodes.get(id) ?? this.edges.get(id);
  }

  /** Ids of the nodes directly inside a node; of the outermost nodes for null. */
  children(parent: string | null): ReadonlySet<string> {
    return this.#all().children.get(parent) ?? none;
  }

  /** Ids of the nodes whose property `attachedTo` names the node. */
  attached(host: string): ReadonlySet<string> {
    return this.#all().attached.get(host) ?? none;
  }

  /** Ids of the edges that start or end at an element. */
  edgesAt(id: string): ReadonlySet<string> {
    return this.#all().edges.get(id) ?? none;
  }

  withKey(key: string): ReadonlySet<string> {
    return this.#all().keys.get(key) ?? none;
  }

  /** Ids of the containers of a node, the innermost first. */
  ancestors(id: string): readonly string[] {
    const found: string[] = [];
    for (let at = this.nodes.get(id)?.parent ?? null; at !== null; at = this.nodes.get(at)?.parent ?? null) {
      found.push(at);
    }
    return found;
  }

  #all(): AllLinks {
    if (this.links === undefined) {
      this.links = { children: new Map(), attached: new Map(), edges: new Map(), keys: new Map() };
      for (const node of this.nodes.values()) linkNode(this.links, node, link);
      for (const edge of this.edges.values()) linkEdge(this.links, edge, link);
    }
    return this.links;
  }
}

const indexes = new WeakMap<Graph, GraphIndex>();

/** The index of a graph, made once for each graph. */
export function indexOf(graph: Graph): GraphIndex {
  if (graph instanceof GraphIndex) return graph;
  let index = indexes.get(graph);
  if (index === undefined) {
    index = new GraphIndex(graph);
    indexes.set(graph, index);
  }
  return index;
}

/** A private copy of a graph that takes mutations and keeps its index up to date. */
export class Draft extends GraphIndex {
  readonly #nodes: Map<string, GraphNode>;
  readonly #edges: Map<string, GraphEdge>;

  constructor(graph: Graph) {
    const nodes = new Map(graph.nodes);
    const edges = new Map(graph.edges);
    super({ nodes, edges });
    this.#nodes = nodes;
    this.#edges = edges;
  }

  apply(mutation: SemanticMutation): void {
    const id = mutatedId(mutation);
    const before = this.element(id);
    applyMutation(this.#nodes, this.#edges, mutation);
    if (this.links === undefined) return;
    const after = this.element(id);
    if (before !== undefined && after !== undefined && sameLinks(before, after)) return;
    if (before !== undefined) linkElement(this.links, before, unlink);
    if (after !== undefined) linkElement(this.links, after, link);
  }
}

/** The id of the element that a mutation is about. */
export function mutatedId(mutation: SemanticMutation): string {
  if ('node' in mutation) return mutation.node.id;
  return 'edge' in mutation ? mutation.edge.id : mutation.id;
}

/** The id of the node that a node is attached to, as a boundary event is. */
export function hostOf(node: Pick<GraphNode, 'properties'>): string | undefined {
  const host = node.properties.attachedTo;
  return typeof host === 'string' ? host : undefined;
}

type Linker = (links: Links, from: string | null, to: string) => void;

function link(links: Links, from: string | null, to: string): void {
  const set = links.get(from);
  if (set === undefined) links.set(from, new Set([to]));
  else set.add(to);
}

function unlink(links: Links, from: string | null, to: string): void {
  links.get(from)?.delete(to);
}

function sameLinks(a: GraphNode | GraphEdge, b: GraphNode | GraphEdge): boolean {
  if ('source' in a) return 'source' in b && a.source === b.source && a.target === b.target;
  return !('source' in b) && a.parent === b.parent && a.key === b.key && hostOf(a) === hostOf(b);
}

function linkElement(links: AllLinks, element: GraphNode | GraphEdge, linker: Linker): void {
  if ('source' in element) linkEdge(links, element, linker);
  else linkNode(links, element, linker);
}

function linkNode(links: AllLinks, node: GraphNode, linker: Linker): void {
  linker(links.children, node.parent, node.id);
  if (node.key !== '') linker(links.keys, node.key, node.id);
  const host = hostOf(node);
  if (host !== undefined) linker(links.attached, host, node.id);
}

function linkEdge(links: AllLinks, edge: GraphEdge, linker: Linker): void {
  linker(links.edges, edge.source, edge.id);
  linker(links.edges, edge.target, edge.id);
}
