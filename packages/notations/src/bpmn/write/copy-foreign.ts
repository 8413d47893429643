import { bpmnChild, bpmnElement, drawingOf, elementOf } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { createElement, insertAt, setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { descendants, namespaceOf } from '../xml/tree.ts';
import type { WriteSession } from './session.ts';

/** Gives new elements what vendors have written on those that they are copies of, and on their drawings. */
export function copyForeign({ document }: WriteSession, copies: ReadonlyMap<string, string>): void {
  for (const [copy, original] of copies) {
    const [to, from] = [elementOf(document, copy), elementOf(document, original)];
    if (to === undefined || from === undefined) continue;
    copyAttributes(from, to);
    const [drawnTo, drawnFrom] = [drawingOf(document, copy), drawingOf(document, original)];
    if (drawnTo && drawnFrom) copyAttributes(drawnFrom, drawnTo);
    const extensions =
      bpmnChild(from, 'extensionElements')?.children.filter(({ uri }) => uri !== namespaces.ameide) ?? [];
    if (extensions.length === 0) continue;
    let holder = bpmnChild(to, 'extensionElements');
    if (holder === undefined) {
      holder = bpmnElement(to, 'extensionElements');
      insertOrdered(document.xml, to, holder);
    }
    for (const extension of extensions) {
      const clone = cloneOf(extension);
      insertAt(document.xml, holder, holder.children.length, clone);
      bindPrefixes(extension, clone);
    }
  }
}

function copyAttributes(from: XmlElement, to: XmlElement): void {
  for (const [name, value] of from.attributes) {
    const prefix = prefixOf(name);
    if (prefix === '' || prefix === 'xmlns' || to.attributes.has(name)) continue;
    setAttribute(to, name, value);
    bind(prefix, from, to);
  }
}

/** Text beside elements, which extensions do not have, is left out. */
export function cloneOf({ prefix, local, uri, attributes, children, text }: XmlElement): XmlElement {
  return createElement(
    prefix,
    local,
    uri,
    Object.fromEntries(attributes),
    children.length > 0 ? children.map(cloneOf) : text,
  );
}

const prefixOf = (name: string) => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '');

/** Declares the prefixes of a copy that mean something else, or nothing, where it stands. */
export function bindPrefixes(from: XmlElement, to: XmlElement): void {
  for (const element of [from, ...descendants(from)]) {
    bind(element.prefix, from, to);
    for (const name of element.attributes.keys()) if (prefixOf(name) !== '') bind(prefixOf(name), from, to);
  }
}

function bind(prefix: string, from: XmlElement, to: XmlElement): void {
  const uri = namespaceOf(from, prefix);
  if (prefix === 'xmlns' || uri === undefined || namespaceOf(to, prefix) === uri) return;
  setAttribute(to, prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri);
}
