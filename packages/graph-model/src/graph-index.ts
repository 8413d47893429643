import { applyMutation } from './apply.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import { MultiMap } from './multi-map.ts';
import type { SemanticMutation } from './mutation.ts';
import { normalName } from './normal-name.ts';

/** A graph with its containment, attachments, edges, keys and names looked up in constant time; built when first asked. */
export class GraphIndex implements Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  #links: Links | undefined;

  constructor(graph: Graph) {
    this.nodes = graph.nodes;
    this.edges = graph.edges;
  }

  element(id: string): GraphNode | GraphEdge | undefined {
    return this.nodes.get(id) ?? this.edges.get(id);
  }

  /** Ids of the nodes directly inside a node; of the outermost nodes for null. */
  children(parent: string | null): ReadonlySet<string> {
    return this.links().children.get(parent);
  }

  /** Ids of the nodes whose property `attachedTo` names the node. */
  attached(host: string): ReadonlySet<string> {
    return this.links().attached.get(host);
  }

  /** Ids of the edges that start or end at an element. */
  edgesAt(id: string): ReadonlySet<string> {
    return this.links().edges.get(id);
  }

  /** Ids of the nodes with a key; more than one only where a document is wrong. */
  withKey(key: string): ReadonlySet<string> {
    return this.links().keys.get(key);
  }

  /** Ids of the nodes with a name, in document order; the name as `normalName` gives it. */
  named(name: string): readonly string[] {
    const ids = this.links().names.get(name);
    return ids.size < 2 ? [...ids] : [...this.nodes.keys()].filter((id) => ids.has(id));
  }

  /** Ids of the containers of a node, the innermost first. */
  ancestors(id: string): readonly string[] {
    const found: string[] = [];
    for (let at = this.nodes.get(id)?.parent ?? null; at !== null; at = this.nodes.get(at)?.parent ?? null) {
      found.push(at);
    }
    return found;
  }

  protected links(): Links {
    this.#links ??= this.makeLinks();
    return this.#links;
  }

  protected makeLinks(): Links {
    const links: Links = {
      children: new MultiMap(),
      attached: new MultiMap(),
      edges: new MultiMap(),
      keys: new MultiMap(),
      names: new MultiMap(),
    };
    for (const node of this.nodes.values()) link(links, node, 'add');
    for (const edge of this.edges.values()) link(links, edge, 'add');
    return links;
  }

  /** The index of a changing copy, which shares with this one what has not changed. */
  protected static forkOf(index: GraphIndex): Links {
    const { children, attached, edges, keys, names } = index.links();
    return {
      children: new MultiMap(children),
      attached: new MultiMap(attached),
      edges: new MultiMap(edges),
      keys: new MultiMap(keys),
      names: new MultiMap(names),
    };
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
  readonly #origin: GraphIndex;
  readonly #nodes: Map<string, GraphNode>;
  readonly #edges: Map<string, GraphEdge>;

  constructor(graph: Graph) {
    const nodes = new Map(graph.nodes);
    const edges = new Map(graph.edges);
    super({ nodes, edges });
    this.#origin = indexOf(graph);
    this.#nodes = nodes;
    this.#edges = edges;
  }

  apply(mutation: SemanticMutation): void {
    const links = this.links();
    const id = mutatedId(mutation);
    const before = this.element(id);
    applyMutation(this.#nodes, this.#edges, mutation);
    const after = this.element(id);
    if (before !== undefined && after !== undefined && sameLinks(before, after)) return;
    if (before !== undefined) link(links, before, 'delete');
    if (after !== undefined) link(links, after, 'add');
  }

  protected override makeLinks(): Links {
    return GraphIndex.forkOf(this.#origin);
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

interface Links {
  readonly children: MultiMap<string | null>;
  readonly attached: MultiMap<string>;
  readonly edges: MultiMap<string>;
  readonly keys: MultiMap<string>;
  readonly names: MultiMap<string>;
}

function sameLinks(a: GraphNode | GraphEdge, b: GraphNode | GraphEdge): boolean {
  if ('source' in a) return 'source' in b && a.source === b.source && a.target === b.target;
  if ('source' in b) return false;
  return a.parent === b.parent && a.key === b.key && a.name === b.name && hostOf(a) === hostOf(b);
}

function link(links: Links, element: GraphNode | GraphEdge, how: 'add' | 'delete'): void {
  if ('source' in element) {
    links.edges[how](element.source, element.id);
    links.edges[how](element.target, element.id);
    return;
  }
  links.children[how](element.parent, element.id);
  links.names[how](normalName(element.name), element.id);
  if (element.key !== '') links.keys[how](element.key, element.id);
  const host = hostOf(element);
  if (host !== undefined) links.attached[how](host, element.id);
}
