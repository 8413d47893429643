import type { XmlDocument, XmlElement } from './tree.ts';

/** Line and column of an element in the text, from 1. */
export function placeOf(xml: XmlDocument, element: XmlElement): { line: number; column: number } | undefined {
  if (element.source === null) return undefined;
  const { start } = element.source;
  const starts = lineStarts(xml);
  let [line, behind] = [0, starts.length];
  while (behind - line > 1) {
    const middle = (line + behind) >> 1;
    if (starts[middle]! <= start) line = middle;
    else behind = middle;
  }
  return { line: line + 1, column: start - starts[line]! + 1 };
}

const knownStarts = new WeakMap<XmlDocument, readonly number[]>();

/** Where the lines of a document begin; looked for once, as a document may have a lot to tell about. */
function lineStarts(xml: XmlDocument): readonly number[] {
  const known = knownStarts.get(xml) ?? [0, ...Array.from(xml.text.matchAll(/\r\n|\r|\n/g), endOf)];
  knownStarts.set(xml, known);
  return known;
}

const endOf = ({ index, 0: found }: RegExpExecArray) => index + found.length;
