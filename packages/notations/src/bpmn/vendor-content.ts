import type { Json, Properties } from '@ameide/graph-model';
import { bpmnChild } from './document.ts';
import { namespaces } from './namespaces.ts';
import { define } from './properties/extension.ts';
import { openDocument } from './read.ts';
import { namespaceOf, qualifiedName, type XmlElement } from './xml/tree.ts';

const own: ReadonlySet<string> = new Set(Object.values(namespaces));

/**
 * What a document says of elements in the words of other vendors, by element: attributes as `@acme:cost`, extension elements as
 * `<acme:form>` with their text, in which only white space is told in one way. The graph has nothing of it.
 */
export function readVendorContent(text: string): ReadonlyMap<string, Properties> {
  const opened = openDocument(text);
  const content = new Map<string, Properties>();
  if (!opened.ok) return content;
  const { nodes, edges } = opened.document;
  for (const elements of [nodes, edges]) {
    for (const [id, element] of elements) {
      const said = { ...foreignAttributes(element), ...extensions(element, text) };
      if (Object.keys(said).length > 0) content.set(id, said);
    }
  }
  return content;
}

function foreignAttributes(element: XmlElement): Properties {
  const attributes: Record<string, Json> = {};
  for (const [name, value] of element.attributes) {
    const [prefix = '', local] = name.split(':');
    if (local === undefined || prefix === 'xmlns') continue;
    if (!own.has(namespaceOf(element, prefix) ?? '')) define(attributes, `@${name}`, value);
  }
  return attributes;
}

function extensions(element: XmlElement, text: string): Properties {
  const texts: Record<string, Json> = {};
  for (const inner of bpmnChild(element, 'extensionElements')?.children ?? []) {
    if (inner.source === null || own.has(inner.uri)) continue;
    const name = `<${qualifiedName(inner)}>`;
    const written = text.slice(inner.source.start, inner.source.end).replaceAll(/\s+/g, ' ');
    const before = Object.hasOwn(texts, name) ? `${texts[name]} ` : '';
    define(texts, name, before + written);
  }
  return texts;
}
