import type { BpmnDocument } from '../document.ts';
import { bpmnElement, resolve } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { detach } from '../xml/edit.ts';
import { childrenNamed } from '../xml/tree.ts';
import type { WriteSession } from './session.ts';

/** Lists a flow at one of its ends, where the document lists flows there. */
export function listFlow(session: WriteSession, node: string, list: 'incoming' | 'outgoing', flow: string): void {
  const { document, unlisted, listsFlows } = session;
  const element = document.nodes.get(node);
  if (element === undefined || !document.ids.has(flow)) return;
  if (unlisted.has(node) || !listsFlows) return;
  insertOrdered(document.xml, element, bpmnElement(element, list, {}, flow));
}

/** Lists a flow that is not listed at an end. */
export function listMissing(
  session: WriteSession,
  node: string | undefined,
  list: 'incoming' | 'outgoing',
  flow: string,
): void {
  const { document } = session;
  const element = node === undefined ? undefined : document.nodes.get(node);
  if (node === undefined || element === undefined) return;
  const listed = childrenNamed(element, namespaces.bpmn, list).map(({ text }) => resolve(document, text));
  if (!listed.includes(flow)) listFlow(session, node, list, flow);
}

export function unlistFlow(document: BpmnDocument, node: string | undefined, list: string, flow: string): void {
  const element = node === undefined ? undefined : document.nodes.get(node);
  if (element === undefined) return;
  for (const listed of childrenNamed(element, namespaces.bpmn, list)) {
    if (resolve(document, listed.text) === flow) detach(document.xml, listed);
  }
}
