import { applyLayout, applyMutations } from '../apply.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Bounds, Graph, GraphEdge, GraphNode, Layout, Point } from '../graph.ts';
import { indexOf } from '../graph-index.ts';
import { canonicalJson } from '../json.ts';
import type { Change, LayoutMutation } from '../mutation.ts';
import type { Notation, ReadResult, TextEdit } from '../notation.ts';

/** One line of a document of the test notation. */
type Line =
  | { readonly node: GraphNode; readonly bounds?: Bounds; readonly label?: Bounds }
  | { readonly edge: GraphEdge; readonly waypoints?: readonly Point[]; readonly label?: Bounds };

/**
 * A notation as small as can be: a document is one JSON line for each element, nodes first. Its kinds are those of
 * `bpmn`, its one rule is that an end event has no outgoing edge, and it draws what is new in one row.
 */
export const testNotation: Notation = {
  name: 'bpmn',
  decode: (bytes) => ({ text: new TextDecoder().decode(bytes) }),
  encode: (document) => new TextEncoder().encode(document),
  read,
  createId(_kind, seed, graph) {
    const base = `new_${seed.replace(/[^A-Za-z0-9_-]/g, '_')}`;
    for (let at = 1; ; at++) {
      const id = at === 1 ? base : `${base}_${at}`;
      if (!graph.nodes.has(id) && !graph.edges.has(id)) return id;
    }
  },
  admitProperties: (_kind, _current, asked) => ({ set: asked, faults: [] }),
  tyingProperties: new Set(['attachedTo']),
  canBecome: () => true,
  complete: () => [],
  check(graph, touched) {
    const diagnostics: Diagnostic[] = [];
    for (const edge of graph.edges.values()) {
      const source = graph.nodes.get(edge.source);
      if (source?.kind !== 'bpmn::end_event' || (touched !== undefined && !touched.has(source.id))) continue;
      const message = `The end event ${source.id} has an outgoing edge.`;
      diagnostics.push({
        severity: 'error',
        code: 'test_end_event_outgoing',
        message,
        elementIds: [source.id, edge.id],
      });
    }
    return diagnostics;
  },
  inspect: ({ graph }) => testNotation.check(graph).map((found) => ({ ...found, source: 'rule', fixes: [] })),
  suggest: () => [],
  layOut({ layout }, mutations) {
    const placed: LayoutMutation[] = [];
    let x = Math.max(0, ...[...layout.bounds.values()].map((bounds) => bounds.x + bounds.width));
    for (const mutation of mutations) {
      if (mutation.type === 'node_added') {
        x += 20;
        placed.push(set('bounds_set', mutation.node.id, null, { x, y: 0, width: 100, height: 80 }));
        x += 100;
      }
      if (mutation.type === 'edge_added') {
        placed.push(
          set('waypoints_set', mutation.edge.id, null, [
            { x: 0, y: 0 },
            { x, y: 0 },
          ]),
        );
      }
    }
    return placed;
  },
  drawnIn({ graph }) {
    const index = indexOf(graph);
    return (id) => [...index.children(id), ...index.attached(id)];
  },
  readAhead() {},
  write(document, change) {
    if (change.semantic.length === 0 && change.layout.length === 0) return { document, edits: [], diagnostics: [] };
    const read = parse(document);
    const graph = applyMutations(read.graph, change.semantic);
    const text = testDocument(graph, applyLayout(read.layout, change.layout));
    const edits: TextEdit[] = [{ offset: 0, length: document.length, text }];
    return { document: text, edits, diagnostics: [] };
  },
  validate(document) {
    return read(document).diagnostics;
  },
  vendorContent: () => new Map(),
  editorCommands: (_after, change: Change) =>
    change.semantic.map((mutation) => ({ command: mutation.type, context: { mutation } })),
};

/** The document of a model in the test notation. */
export function testDocument(graph: Graph, layout: Layout): string {
  const lines: Line[] = [
    ...[...graph.nodes.values()].map((node) => ({ node, ...given('bounds', layout.bounds, node.id) })),
    ...[...graph.edges.values()].map((edge) => ({ edge, ...given('waypoints', layout.waypoints, edge.id) })),
  ].map((line) => ({ ...line, ...given('label', layout.labels, 'node' in line ? line.node.id : line.edge.id) }));
  return lines.map((line) => `${canonicalJson(line as never)}\n`).join('');
}

function given<K extends string, T>(name: K, places: ReadonlyMap<string, T>, id: string): { readonly [key in K]?: T } {
  const place = places.get(id);
  return place === undefined ? {} : ({ [name]: place } as { readonly [key in K]: T });
}

function read(document: string): ReadResult {
  try {
    return { ok: true, name: '', ...parse(document), diagnostics: [] };
  } catch (error) {
    const diagnostic: Diagnostic = { severity: 'error', code: 'test_malformed', message: String(error) };
    return { ok: false, reason: 'malformed', diagnostics: [diagnostic] };
  }
}

function parse(document: string): { readonly graph: Graph; readonly layout: Layout } {
  const lines = document
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const nodes = lines.filter((line) => 'node' in line);
  const edges = lines.filter((line) => 'edge' in line);
  return {
    graph: {
      nodes: new Map(nodes.map(({ node }) => [node.id, node])),
      edges: new Map(edges.map(({ edge }) => [edge.id, edge])),
    },
    layout: {
      bounds: new Map(nodes.flatMap(({ node, bounds }) => (bounds === undefined ? [] : [[node.id, bounds]]))),
      waypoints: new Map(
        edges.flatMap(({ edge, waypoints }) => (waypoints === undefined ? [] : [[edge.id, waypoints]])),
      ),
      labels: new Map(
        lines.flatMap((line) =>
          line.label === undefined ? [] : [['node' in line ? line.node.id : line.edge.id, line.label]],
        ),
      ),
    },
  };
}

function set<T extends LayoutMutation['type']>(
  type: T,
  id: string,
  before: Extract<LayoutMutation, { type: T }>['before'],
  after: Extract<LayoutMutation, { type: T }>['after'],
): LayoutMutation {
  return { type, id, before, after } as LayoutMutation;
}
