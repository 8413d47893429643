import type { Diagnostic, Graph, GraphEdge, GraphNode, Json, Properties, ReadResult } from '@ameide/graph-model';
import type { BpmnDocument } from './document.ts';
import { containerOf, edgeEnds, indexDocument, laneMembership } from './document.ts';
import { edgeKindOf, nodeKindOf } from './kinds.ts';
import { readLayout } from './layout-reader.ts';
import { namespaces } from './namespaces.ts';
import type { PropertyContext } from './properties/codec.ts';
import { define, readExtension } from './properties/extension.ts';
import { readName } from './properties/name.ts';
import { codecsOf } from './properties/table.ts';
import { mislabelledAs } from './xml/encoding.ts';
import { parseXml } from './xml/parse.ts';
import { placeOf } from './xml/place.ts';
import type { XmlElement } from './xml/tree.ts';
import { is } from './xml/tree.ts';

export type OpenResult =
  | { readonly ok: true; readonly document: BpmnDocument; readonly diagnostics: Diagnostic[] }
  | Extract<ReadResult, { ok: false }>;

/** Parses and indexes a document, or says why it cannot be one. */
export function openDocument(text: string): OpenResult {
  const parsed = parseXml(text);
  if (!parsed.ok) {
    const { reason, code, message, line, column } = parsed.failure;
    return { ok: false, reason, diagnostics: [{ severity: 'error', code, message, line, column }] };
  }
  const { root } = parsed.document;
  if (!is(root, namespaces.bpmn, 'definitions')) {
    const message = `This is XML, but not BPMN 2.0: the root element is ${root.local}, not definitions of ${namespaces.bpmn}.`;
    return {
      ok: false,
      reason: 'not_this_notation',
      diagnostics: [{ severity: 'error', code: 'bpmn_not_bpmn', message, ...placeOf(parsed.document, root) }],
    };
  }
  const diagnostics: Diagnostic[] = [];
  return { ok: true, document: indexDocument(parsed.document, diagnostics), diagnostics };
}

export function readBpmn(text: string): ReadResult {
  const opened = openDocument(text);
  if (!opened.ok) return opened;
  const { document, diagnostics } = opened;
  const mislabelled = mislabelledAs(text);
  if (mislabelled !== undefined) diagnostics.push(wrongDeclaration(mislabelled));
  const graph = readGraph(document, diagnostics);
  return { ok: true, name: modelName(document), graph, layout: readLayout(document, graph), diagnostics };
}

function wrongDeclaration(declared: string): Diagnostic {
  const message = `The document declares ${declared}, and is in UTF-8. It is kept so; what is edited is written in ASCII.`;
  return { severity: 'warning', code: 'xml_wrong_encoding', message, line: 1, column: 1 };
}

function modelName(document: BpmnDocument): string {
  const { root } = document.xml;
  const diagram = root.children.find((element) => is(element, namespaces.bpmndi, 'BPMNDiagram'));
  return root.attributes.get('name') || diagram?.attributes.get('name') || '';
}

function readGraph(document: BpmnDocument, diagnostics: Diagnostic[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const lanes = laneMembership(document);
  const laneOf = (id: string) => lanes.get(id);
  const keys = new Set<string>();
  for (const [id, element] of document.nodes) {
    const node = readNode(element, { document, id, laneOf });
    const unique = node.key === '' || !keys.has(node.key);
    if (!unique) diagnostics.push(warn(document, element, id, 'bpmn_duplicate_key', `The key ${node.key} is taken.`));
    keys.add(node.key);
    nodes.set(id, unique ? node : { ...node, key: '' });
  }
  for (const [id, element] of connected(document, diagnostics)) {
    edges.set(id, readEdge(element, { document, id, laneOf }));
  }
  return { nodes, edges };
}

/** The edges whose ends are in the graph; an end may be another edge. */
function connected(document: BpmnDocument, diagnostics: Diagnostic[]): Map<string, XmlElement> {
  const kept = new Map(document.edges);
  const endingAt = new Map<string, string[]>();
  const open = [...document.edges.keys()];
  for (const id of open) {
    const element = kept.get(id);
    if (element === undefined) continue;
    const { source, target } = edgeEnds(document, element);
    const ends = [source, target];
    const missing = ends.filter((end) => end === undefined || !(document.nodes.has(end) || kept.has(end)));
    if (missing.length === 0 && !ends.includes(id)) {
      for (const end of ends) if (kept.has(end!)) note(endingAt, end!, id);
      continue;
    }
    kept.delete(id);
    // What ends at this one leads nowhere now.
    for (const edge of endingAt.get(id) ?? []) open.push(edge);
    const dangling = missing.filter((end) => end !== undefined && !document.ids.has(end));
    const isData = element.local === 'dataInputAssociation' || element.local === 'dataOutputAssociation';
    if (isData && dangling.length === 0) continue;
    const message =
      dangling.length > 0
        ? `${id} connects to ${dangling.join(' and ')}, which is not in the document. It is kept, but not shown.`
        : `${id} does not connect two elements of the model. It is kept, but not shown.`;
    diagnostics.push(warn(document, element, id, 'bpmn_dangling_reference', message));
  }
  return kept;
}

function note(lists: Map<string, string[]>, key: string, value: string): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

function warn(document: BpmnDocument, element: XmlElement, id: string, code: string, message: string): Diagnostic {
  return { severity: 'warning', code, message, elementIds: [id], ...placeOf(document.xml, element) };
}

export function readNode(element: XmlElement, context: PropertyContext): GraphNode {
  const { document, id } = context;
  const kind = nodeKindOf(element)!;
  const extension = readExtension(element);
  return {
    id,
    key: extension.key,
    kind,
    name: readName(document, element) ?? extension.name,
    parent: containerOf(document, element),
    properties: readProperties(element, kind, extension.properties, context),
    lifecycle: extension.lifecycle,
  };
}

export function readEdge(element: XmlElement, context: PropertyContext): GraphEdge {
  const { document, id } = context;
  const kind = edgeKindOf(element)!;
  const extension = readExtension(element);
  const { source, target } = edgeEnds(document, element);
  return {
    id,
    kind,
    name: readName(document, element) ?? extension.name,
    source: source!,
    target: target!,
    properties: readProperties(element, kind, extension.properties, context),
  };
}

function readProperties(element: XmlElement, kind: string, own: Properties, context: PropertyContext): Properties {
  const properties: Record<string, Json> = {};
  for (const codec of codecsOf(kind)) {
    const value = codec.read(element, context);
    if (value !== undefined) properties[codec.name] = value;
  }
  for (const [name, value] of Object.entries(own)) define(properties, name, value);
  return properties;
}
