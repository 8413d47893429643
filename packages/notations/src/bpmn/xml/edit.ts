import { escapeText } from './escape.ts';
import type { ContentPart, SourceSlice, XmlDocument, XmlElement } from './tree.ts';
import { namespaceOf } from './tree.ts';

/** An element that stands nowhere yet; `insertAt` gives it its place. */
export function createElement(
  prefix: string,
  local: string,
  uri: string,
  attributes: Readonly<Record<string, string>> = {},
  content: readonly XmlElement[] | string = [],
): XmlElement {
  const element: XmlElement = {
    prefix,
    local,
    uri,
    attributes: new Map(Object.entries(attributes)),
    children: [],
    parent: null,
    text: '',
    source: null,
    originalLocal: null,
    originalAttributes: null,
    parts: [],
    changed: true,
    indent: null,
    moved: false,
  };
  if (typeof content === 'string') {
    element.text = content;
    if (content !== '') element.parts = [escapeText(content)];
  } else {
    for (const inner of content) {
      inner.parent = element;
      element.children.push(inner);
    }
    element.parts = [...content];
  }
  return element;
}

/** Sets an attribute, or removes it when `value` is undefined. */
export function setAttribute(element: XmlElement, name: string, value: string | undefined): void {
  if (element.attributes.get(name) === value) return;
  element.originalAttributes ??= new Map(element.attributes);
  if (value === undefined) element.attributes.delete(name);
  else element.attributes.set(name, value);
  markChanged(element);
}

/** Gives an element another name in its namespace; what it holds stays as it is. */
export function renameElement(element: XmlElement, local: string): void {
  if (element.local === local) return;
  element.originalLocal ??= element.local;
  element.local = local;
  markChanged(element);
}

/** Replaces the character data of an element that has no children worth keeping. */
export function setText(element: XmlElement, value: string): void {
  for (const inner of element.children.splice(0)) inner.parent = null;
  element.text = value;
  element.parts = value === '' ? [] : [escapeText(value)];
  markChanged(element);
}

/** Puts an element in front of the child at `index`, on its own line where the document is written in lines. */
export function insertAt(document: XmlDocument, parent: XmlElement, index: number, element: XmlElement): void {
  const parts = materialise(parent);
  const outer = indentOf(document, parent);
  const previous = parent.children[index - 1];
  const next = parent.children[index];
  const sibling = previous ?? next;
  let indent = sibling === undefined ? null : indentOf(document, sibling);
  if (sibling === undefined && outer !== null) indent = outer + document.indentUnit;
  const lineBreak = document.eol === '' || indent === null ? '' : document.eol + indent;

  if (previous !== undefined) {
    parts.splice(parts.indexOf(previous) + 1, 0, lineBreak, element);
  } else if (next !== undefined) {
    parts.splice(parts.indexOf(next), 0, element, lineBreak);
  } else if (parts.every((part) => isBlank(document, part))) {
    parts.splice(0, parts.length, lineBreak, element, lineBreak === '' ? '' : document.eol + outer);
  } else {
    parts.push(element);
  }
  parent.children.splice(index, 0, element);
  element.parent = parent;
  if (element.source === null) {
    element.indent = indent;
    indentContent(document, element);
  } else {
    const from = indentOf(document, element);
    element.moved = true;
    element.indent = indent;
    if (from !== null && indent !== null && from !== indent) reindent(document, element, from, indent);
  }
  keepNamespaces(element);
  markChanged(element);
}

/** Takes an element out, with the line that it alone stands on. It can be inserted again elsewhere. */
export function detach(document: XmlDocument, element: XmlElement): void {
  const parent = element.parent;
  if (parent === null) return;
  if (element.source !== null) bindNamespaces(element, parent);
  const parts = materialise(parent);
  const at = parts.indexOf(element);
  parts.splice(at, 1);
  const before = parts[at - 1];
  if (before !== undefined && !isElement(before) && startsLine(document, parts[at])) {
    parts[at - 1] = withoutLastLine(document, before);
  }
  parent.children.splice(parent.children.indexOf(element), 1);
  if (parent.children.length === 0 && parts.every((part) => isBlank(document, part))) parts.length = 0;
  element.parent = null;
  markChanged(parent);
}

/** The white space in front of an element, or null when something else stands on its line. */
function indentOf(document: XmlDocument, element: XmlElement): string | null {
  if (element.indent !== null) return element.indent;
  if (element.source === null) return null;
  const { text } = document;
  let from = element.source.start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from -= 1;
  const lineStart = from === 0 || text[from - 1] === '\n' || text[from - 1] === '\r';
  if (lineStart) return text.slice(from, element.source.start);
  return element.parent === null ? '' : null;
}

export function isElement(part: ContentPart): part is XmlElement {
  return typeof part === 'object' && 'local' in part;
}

/** The content of an element as parts that can be edited. */
export function materialise(element: XmlElement): ContentPart[] {
  if (element.parts !== null) return element.parts;
  const { openEnd, closeStart } = element.source!;
  const parts: ContentPart[] = [];
  let from = openEnd;
  for (const inner of element.children) {
    const { start, end } = inner.source!;
    if (start > from) parts.push({ from, to: start });
    parts.push(inner);
    from = end;
  }
  if (closeStart > from) parts.push({ from, to: closeStart });
  element.parts = parts;
  return parts;
}

function markChanged(element: XmlElement): void {
  for (let scope: XmlElement | null = element; scope !== null; scope = scope.parent) scope.changed = true;
}

function indentContent(document: XmlDocument, element: XmlElement): void {
  if (element.children.length === 0 || element.indent === null || document.eol === '') return;
  const inner = element.indent + document.indentUnit;
  const parts: ContentPart[] = [];
  for (const nested of element.children) {
    nested.indent = inner;
    indentContent(document, nested);
    parts.push(document.eol + inner, nested);
  }
  parts.push(document.eol + element.indent);
  element.parts = parts;
}

/** Indents the lines of a moved element for its new place; character data stays as it is. */
function reindent(document: XmlDocument, element: XmlElement, from: string, to: string): void {
  if (element.children.length === 0) return;
  element.parts = materialise(element).map((part) => {
    if (isElement(part)) {
      const own = indentOf(document, part);
      reindent(document, part, from, to);
      if (own?.startsWith(from)) part.indent = to + own.slice(from.length);
      return part;
    }
    const text = partText(document, part);
    if (text.trim() !== '') return part;
    return text.replace(/([\r\n])([ \t]*)$/, (line, end: string, space: string) =>
      space.startsWith(from) ? end + to + space.slice(from.length) : line,
    );
  });
  element.changed = true;
}

function partText(document: XmlDocument, part: SourceSlice | string): string {
  return typeof part === 'string' ? part : document.text.slice(part.from, part.to);
}

function isBlank(document: XmlDocument, part: ContentPart): boolean {
  return !isElement(part) && partText(document, part).trim() === '';
}

function startsLine(document: XmlDocument, part: ContentPart | undefined): boolean {
  return part === undefined || (!isElement(part) && /^[ \t]*(\r|\n|$)/.test(partText(document, part)));
}

function withoutLastLine(document: XmlDocument, part: SourceSlice | string): SourceSlice | string {
  const text = partText(document, part);
  const length = /(\r\n|\r|\n)[ \t]*$/.exec(text)?.[0].length ?? 0;
  return typeof part === 'string' ? text.slice(0, text.length - length) : { from: part.from, to: part.to - length };
}

const usedPrefixes = (element: XmlElement, found = new Set<string>()): Set<string> => {
  found.add(element.prefix);
  for (const name of element.attributes.keys()) {
    const colon = name.indexOf(':');
    if (colon > 0 && !name.startsWith('xmlns:')) found.add(name.slice(0, colon));
  }
  for (const inner of element.children) usedPrefixes(inner, found);
  return found;
};

/** What the prefixes inside a detached element were bound to where it stood. */
const bindings = new WeakMap<XmlElement, ReadonlyMap<string, string>>();

function bindNamespaces(element: XmlElement, parent: XmlElement): void {
  const bound = new Map<string, string>();
  for (const prefix of usedPrefixes(element)) {
    const isOwn = element.attributes.has(prefix === '' ? 'xmlns' : `xmlns:${prefix}`);
    const uri = isOwn ? undefined : namespaceOf(parent, prefix);
    if (uri !== undefined) bound.set(prefix, uri);
  }
  bindings.set(element, bound);
}

function keepNamespaces(element: XmlElement): void {
  for (const [prefix, uri] of bindings.get(element) ?? []) {
    if (namespaceOf(element, prefix) !== uri) setAttribute(element, prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri);
  }
}
