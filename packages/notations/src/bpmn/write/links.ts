import type { BpmnDocument } from '../document.ts';
import { bpmnChild, resolve } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { detach } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { childrenNamed } from '../xml/tree.ts';

type Partner = readonly [reference: XmlElement, id: string];

/** The definitions that link events name as their sources and targets, and that are there. */
export function linkPartners(document: BpmnDocument): readonly Partner[] {
  const found: Partner[] = [];
  for (const element of document.nodes.values()) {
    const link = bpmnChild(element, 'linkEventDefinition');
    if (link === undefined) continue;
    for (const local of ['source', 'target']) {
      for (const reference of childrenNamed(link, namespaces.bpmn, local)) {
        const id = resolve(document, reference.text);
        if (id !== undefined && document.ids.has(id)) found.push([reference, id]);
      }
    }
  }
  return found;
}

/** Takes away the references to definitions that are gone. */
export function dropLostPartners(document: BpmnDocument, partners: readonly Partner[]): void {
  for (const [reference, id] of partners) if (!document.ids.get(id)?.parent) detach(document.xml, reference);
}
