import type { Segment, TextEdit } from '@ameide/graph-model';
import { editsTo } from '@ameide/graph-model';
import { isElement, materialise } from './edit.ts';
import { encodingOf, sayable } from './encoding.ts';
import { escapeAttribute } from './escape.ts';
import type { XmlDocument, XmlElement } from './tree.ts';
import { qualifiedName } from './tree.ts';

/** The edits that make the original text the text of the edited tree; sorted, apart from each other, none if nothing changed. */
export function textEdits(document: XmlDocument): readonly TextEdit[] {
  const { root, text } = document;
  if (!root.changed) return [];
  const segments: Segment[] = [{ from: 0, to: root.source!.start }];
  write(document, root, segments);
  segments.push({ from: root.source!.end, to: text.length });

  const encoding = encodingOf(text);
  return editsTo(
    text,
    segments.map((segment) => (typeof segment === 'string' ? sayable(encoding, segment) : segment)),
  );
}

function write(document: XmlDocument, element: XmlElement, out: Segment[]): void {
  if (!element.moved) {
    writeInPlace(document, element, out);
    return;
  }
  const moved: Segment[] = [];
  writeInPlace(document, element, moved);
  for (const part of moved) out.push(typeof part === 'string' ? part : document.text.slice(part.from, part.to));
}

function writeInPlace(document: XmlDocument, element: XmlElement, out: Segment[]): void {
  const { source } = element;
  if (source !== null && !element.changed) {
    out.push({ from: source.start, to: source.end });
    return;
  }
  const filled = content(document, element);
  const empty = filled.length === 0 && (element.parts !== null || source!.openEnd === source!.end);
  startTag(document, element, empty, out);
  for (const part of filled) out.push(part);
  if (empty) return;
  const isRenamed = element.originalLocal !== null;
  if (source !== null && source.closeStart < source.end && !isRenamed)
    out.push({ from: source.closeStart, to: source.end });
  else out.push(`</${qualifiedName(element)}>`);
}

function content(document: XmlDocument, element: XmlElement): Segment[] {
  if (element.parts === null && element.children.length === 0) {
    const { openEnd, closeStart } = element.source!;
    return closeStart > openEnd ? [{ from: openEnd, to: closeStart }] : [];
  }
  const out: Segment[] = [];
  for (const part of materialise(element)) {
    if (isElement(part)) write(document, part, out);
    else if (part !== '') out.push(part);
  }
  return out;
}

function startTag(document: XmlDocument, element: XmlElement, empty: boolean, out: Segment[]): void {
  const { source } = element;
  if (source === null) {
    const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join('');
    out.push(`<${qualifiedName(element)}${attributes}${empty ? document.emptyTagEnd : '>'}`);
    return;
  }
  const raw = document.text.slice(source.start, source.openEnd);
  const wasEmpty = source.openEnd === source.end;
  const bodyEnd = source.start + raw.slice(0, wasEmpty ? -2 : -1).trimEnd().length;
  let cursor = source.start;
  if (element.originalLocal !== null) {
    const name = qualifiedName({ prefix: element.prefix, local: element.originalLocal });
    out.push(`<${qualifiedName(element)}`);
    cursor += 1 + name.length;
  }
  if (element.originalAttributes !== null) {
    const pattern = /\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;
    for (const match of raw.slice(0, bodyEnd - source.start).matchAll(pattern)) {
      const name = match[1]!;
      const value = element.attributes.get(name);
      if (value === element.originalAttributes.get(name)) continue;
      const from = source.start + match.index;
      const to = from + match[0].length;
      if (value === undefined) {
        out.push({ from: cursor, to: from });
      } else {
        const quote = match[0].endsWith("'") ? "'" : '"';
        const valueStart = from + match[0].indexOf(quote) + 1;
        out.push({ from: cursor, to: valueStart }, escapeAttribute(value, quote), { from: to - 1, to });
      }
      cursor = to;
    }
  }
  out.push({ from: cursor, to: bodyEnd });
  if (element.originalAttributes !== null) {
    for (const [name, value] of element.attributes) {
      if (!element.originalAttributes.has(name)) out.push(` ${name}="${escapeAttribute(value)}"`);
    }
  }
  if (empty === wasEmpty) out.push({ from: bodyEnd, to: source.openEnd });
  else out.push(empty ? document.emptyTagEnd : '>');
}
