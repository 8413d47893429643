import type { Json, Lifecycle, Properties } from '@ameide/graph-model';
import { lifecycles } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import { bpmnChild, bpmnElement, ensurePrefix } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { createElement, detach, insertAt, setAttribute, setText } from '../xml/edit.ts';
import { isLegalText } from '../xml/escape.ts';
import type { XmlElement } from '../xml/tree.ts';
import { child, childrenNamed } from '../xml/tree.ts';

/** What the graph knows of an element and BPMN cannot say. */
export interface Extension {
  readonly key: string;
  readonly lifecycle: Lifecycle;
  /** The name, for elements whose BPMN type has none. */
  readonly name: string;
  readonly properties: Properties;
}

const DEFAULT_LIFECYCLE = 'current';
const none: Extension = { key: '', lifecycle: DEFAULT_LIFECYCLE, name: '', properties: {} };

export function readExtension(element: XmlElement): Extension {
  const block = blockOf(element);
  if (block === undefined) return none;
  const lifecycle = block.attributes.get('lifecycle');
  const properties: Record<string, Json> = {};
  for (const property of childrenNamed(block, namespaces.ameide, 'property')) {
    const value = parseJson(property.text);
    if (value !== undefined) define(properties, property.attributes.get('name') ?? '', value);
  }
  return {
    key: block.attributes.get('key') ?? '',
    lifecycle: lifecycles.find((known) => known === lifecycle) ?? DEFAULT_LIFECYCLE,
    name: block.attributes.get('name') ?? '',
    properties,
  };
}

/** Makes the extension block say exactly this; no block for what is all default. */
export function writeExtension(document: BpmnDocument, element: XmlElement, extension: Extension): void {
  const { key, lifecycle, name, properties } = extension;
  const names = Object.keys(properties);
  let block = blockOf(element);
  if (key === '' && lifecycle === DEFAULT_LIFECYCLE && name === '' && names.length === 0) {
    if (block !== undefined) removeBlock(document, block);
    return;
  }
  block ??= addBlock(document, element);
  setAttribute(block, 'key', key === '' ? undefined : key);
  setAttribute(block, 'lifecycle', lifecycle === DEFAULT_LIFECYCLE ? undefined : lifecycle);
  setAttribute(block, 'name', name === '' ? undefined : name);
  const missing = new Set(names);
  for (const property of childrenNamed(block, namespaces.ameide, 'property')) {
    const own = property.attributes.get('name') ?? '';
    if (missing.delete(own)) {
      const text = json(properties[own]!);
      if (property.text !== text) setText(property, text);
    } else {
      detach(document.xml, property);
    }
  }
  for (const own of missing) {
    const text = json(properties[own]!);
    const property = createElement(block.prefix, 'property', namespaces.ameide, { name: own }, text);
    insertAt(document.xml, block, block.children.length, property);
  }
}

function blockOf(element: XmlElement): XmlElement | undefined {
  const extensions = bpmnChild(element, 'extensionElements');
  return extensions === undefined ? undefined : child(extensions, namespaces.ameide, 'element');
}

function addBlock(document: BpmnDocument, element: XmlElement): XmlElement {
  let extensions = bpmnChild(element, 'extensionElements');
  if (extensions === undefined) {
    extensions = bpmnElement(element, 'extensionElements');
    insertOrdered(document.xml, element, extensions);
  }
  const prefix = ensurePrefix(document, document.xml.root, 'ameide');
  const block = createElement(prefix, 'element', namespaces.ameide);
  insertAt(document.xml, extensions, extensions.children.length, block);
  return block;
}

function removeBlock(document: BpmnDocument, block: XmlElement): void {
  const extensions = block.parent!;
  detach(document.xml, block);
  if (extensions.children.length === 0 && extensions.text.trim() === '') detach(document.xml, extensions);
}

/** JSON with every character that XML cannot hold escaped. */
function json(value: Json): string {
  const text = JSON.stringify(value);
  return isLegalText(text) ? text : text.replace(/[\ufffe\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Assignment that is safe for names such as `__proto__`. */
export function define(target: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
