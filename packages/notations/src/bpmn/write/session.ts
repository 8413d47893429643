import type { Diagnostic, GraphNode, Json } from '@ameide/graph-model';
import { equalJson } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import { edgeEnds, laneMembership } from '../document.ts';
import { edgeKindOf, nodeKindOf } from '../kinds.ts';
import { namespaces } from '../namespaces.ts';
import type { PropertyContext } from '../properties/codec.ts';
import { dropUnusedColours } from '../properties/colours.ts';
import { define, writeExtension } from '../properties/extension.ts';
import { writeName } from '../properties/name.ts';
import { codecsOf } from '../properties/table.ts';
import { readEdge, readNode } from '../read.ts';
import { setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { childrenNamed, descendants } from '../xml/tree.ts';
import { linkPartners } from './links.ts';
import { openByDrawing } from './open-by-drawing.ts';

type Wanted = Pick<GraphNode, 'key' | 'lifecycle' | 'name' | 'properties'>;

/** One write under way: the document as edited so far, and what its touched elements are to say in the end. */
export interface WriteSession {
  readonly document: BpmnDocument;
  /** Fields of touched elements. They are written last, when everything that they may refer to is in place. */
  readonly wanted: Map<string, Wanted>;
  /** The lanes of nodes as the document lists them; undefined when they have to be looked up anew. */
  lanes: Map<string, string> | undefined;
  /** Nodes that had sequence flows when the document was read, and did not list them. */
  readonly unlisted: ReadonlySet<string>;
  /** Whether the flow nodes of the document list their flows in `incoming` and `outgoing`. */
  readonly listsFlows: boolean;
  /** Nodes that the change removes. */
  readonly removed: ReadonlySet<string>;
  /** Processes that the change adds. */
  readonly newProcesses: ReadonlySet<string>;
  /** Edges that stand in the document again, of which something may be missing. */
  readonly returned: ReadonlySet<string>;
  /** Edges with another end than before. */
  readonly ledElsewhere: Set<string>;
  /** What link events say of their partners, with the ids that they name. */
  readonly partners: readonly (readonly [reference: XmlElement, id: string])[];
  /** What the document lacks after the change. */
  readonly diagnostics: Diagnostic[];
  /** Nodes that stand in another container than before, with what is in them: their drawings may have to change planes. */
  readonly unsettled: Set<string>;
  /** Sub-processes that are opened or closed. */
  readonly toggled: Set<string>;
  /** Sub-processes that the drawing alone says to be open. */
  readonly openByDrawing: ReadonlySet<string>;
  /** The planes that show the content of containers, as far as they were asked for. */
  readonly planes: Map<string, XmlElement>;
  /** Planes that a drawing has left, and planes of what is gone. */
  readonly left: Set<XmlElement>;
  readonly abandoned: Set<XmlElement>;
  /** Planes that have become those of another root. */
  readonly inherited: Set<XmlElement>;
  /** The kinds of nodes that have become of another one. */
  readonly kinds: Map<string, string>;
  /** Nodes whose sequence flows may have to follow them into another container. */
  readonly movedNodes: Set<string>;
}

export function beginWrite(
  document: BpmnDocument,
  { removed, newProcesses, returned }: Pick<WriteSession, 'removed' | 'newProcesses' | 'returned'>,
): WriteSession {
  const connected = new Set<string>();
  for (const [id, edge] of document.edges) {
    if (edge.local !== 'sequenceFlow' || returned.has(id)) continue;
    const { source, target } = edgeEnds(document, edge);
    for (const end of [source, target]) if (end !== undefined) connected.add(end);
  }
  const listing = new Set([...document.nodes].filter(([, element]) => listsOwnFlows(element)).map(([id]) => id));
  return {
    document,
    wanted: new Map(),
    lanes: undefined,
    unlisted: new Set([...connected].filter((id) => !listing.has(id))),
    listsFlows: connected.size === 0 || listing.size > 0,
    removed,
    newProcesses,
    returned,
    ledElsewhere: new Set(),
    partners: linkPartners(document),
    diagnostics: [],
    kinds: new Map(),
    movedNodes: new Set(),
    unsettled: new Set(),
    toggled: new Set(),
    openByDrawing: openByDrawing(document),
    planes: new Map(),
    left: new Set(),
    abandoned: new Set(),
    inherited: new Set(),
  };
}

function listsOwnFlows(element: XmlElement): boolean {
  return ['incoming', 'outgoing'].some((local) => childrenNamed(element, namespaces.bpmn, local).length > 0);
}

export function contextOf(session: WriteSession, id: string): PropertyContext {
  const { document } = session;
  const laneOf = (node: string) => {
    session.lanes ??= new Map(laneMembership(document));
    return session.lanes.get(node);
  };
  return { document, id, laneOf };
}

/** What a node or edge says now, or will say at the end of the write. */
export function wantedOf(session: WriteSession, id: string): Wanted {
  const known = session.wanted.get(id);
  if (known !== undefined) return known;
  const { nodes, edges } = session.document;
  const node = nodes.get(id);
  if (node !== undefined) return readNode(node, contextOf(session, id));
  const edge = edges.get(id);
  if (edge === undefined) throw new Error(`There is no element ${id} in the document`);
  return { ...readEdge(edge, contextOf(session, id)), key: '', lifecycle: 'current' };
}

export function want(session: WriteSession, id: string, fields: Partial<Wanted>): void {
  session.wanted.set(id, { ...wantedOf(session, id), ...fields });
}

/** Writes the wanted fields: into BPMN where it has a place for them, into the extension block where it has none. */
export function writeWanted(session: WriteSession): void {
  const { document } = session;
  let isBlanched = false;
  for (const [id, { key, lifecycle, name, properties }] of session.wanted) {
    const element = document.nodes.get(id) ?? document.edges.get(id);
    if (element === undefined) continue;
    const kind = (nodeKindOf(element) ?? edgeKindOf(element))!;
    const context = contextOf(session, id);
    const named = writeName(document, element, name);
    const own: Record<string, Json> = {};
    const rest = new Map(Object.entries(properties));
    for (const codec of codecsOf(kind)) {
      const value = rest.get(codec.name);
      rest.delete(codec.name);
      if (!equalJson(codec.read(element, context), value)) {
        codec.write(element, value, context);
        if (codec.name === 'lane') noteLane(session, id, value);
        isBlanched ||= (codec.name === 'fill' || codec.name === 'stroke') && value === undefined;
        if (codec.refers && typeof value === 'string' && !isDefined(document, codec.name, value)) {
          session.diagnostics.push(undefinedReference(id, name, codec.name, value));
        }
      }
      if (value !== undefined && !equalJson(codec.read(element, context), value)) define(own, codec.name, value);
    }
    for (const [property, value] of rest) define(own, property, value);
    writeExtension(document, element, { key, lifecycle, name: named ? '' : name, properties: own });
  }
  dropUnusedNamespace(document);
  if (isBlanched) dropUnusedColours(document);
}

/** Keeps the known lanes in step with what has been written. */
function noteLane({ document, lanes }: WriteSession, id: string, lane: Json | undefined): void {
  if (typeof lane === 'string' && document.nodes.get(lane)?.local === 'lane') lanes?.set(id, lane);
  else lanes?.delete(id);
}

/** Whether a reference names something, and a `messageRef` a message, and so on. */
function isDefined(document: BpmnDocument, property: string, id: string): boolean {
  const [, wanted] = /^(message|signal|error|escalation|operation)Ref$/.exec(property) ?? [];
  const target = document.ids.get(id);
  return target !== undefined && (wanted === undefined || target.local === wanted);
}

function undefinedReference(id: string, name: string, property: string, value: string): Diagnostic {
  const what = property.endsWith('Ref') ? property.slice(0, -'Ref'.length) : 'element';
  const message = `The property ${property} of ${name === '' ? id : `“${name}”`} names ${value}, but the document defines no such ${what}.`;
  return { severity: 'warning', code: 'bpmn_undefined_reference', message, elementIds: [id] };
}

/** The project's own namespace is declared only while something uses it. */
function dropUnusedNamespace({ xml: { root } }: BpmnDocument): void {
  for (const [name, value] of root.attributes) {
    if (value !== namespaces.ameide || !name.startsWith('xmlns:')) continue;
    let isUsed = false;
    for (const { uri } of descendants(root)) isUsed ||= uri === namespaces.ameide;
    if (!isUsed) setAttribute(root, name, undefined);
    return;
  }
}
