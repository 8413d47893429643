import { SaxesParser } from 'saxes';
import { limits } from '../limits.ts';
import { withPlainMark } from './encoding.ts';
import type { XmlDocument, XmlElement } from './tree.ts';

export type ParseFailure = {
  readonly reason: 'malformed' | 'unsafe';
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
};

export type ParseResult =
  | { readonly ok: true; readonly document: XmlDocument }
  | { readonly ok: false; readonly failure: ParseFailure };

type Refusal = Omit<ParseFailure, 'line' | 'column'>;

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

const unsafe = (code: string, message: string) => new Refused({ reason: 'unsafe', code, message });

/**
 * Parses an XML document into a tree that knows the place of every element in the text. Nothing outside the text is
 * ever opened, entities are those of XML itself, and the work is bounded by `limits`.
 */
export function parseXml(text: string): ParseResult {
  if (text.length > limits.length) {
    const message = `The document is longer than ${limits.length} characters. Split it, or remove embedded pictures.`;
    return refuse({ reason: 'unsafe', code: 'document_too_large', message }, 1, 1);
  }
  const parser = new SaxesParser({ xmlns: true });
  try {
    return { ok: true, document: describe(text, build(parser, text)) };
  } catch (error) {
    if (error instanceof Refused) return refuse(error.refusal, parser.line, parser.columnIndex);
    throw error;
  }
}

function refuse(refusal: Refusal, line: number, column: number): ParseResult {
  return { ok: false, failure: { ...refusal, line, column: Math.max(1, column) } };
}

function build(parser: SaxesParser<{ xmlns: true }>, text: string): XmlElement {
  let root: XmlElement | null = null;
  let open: XmlElement | null = null;
  let openStart = 0;
  let depth = 0;
  let elements = 0;
  const ranges: { start: number; openEnd: number }[] = [];

  parser.on('error', (error) => {
    const message = error.message.replace(/^(\d+:\d+: )?/, '').replace(/\.$/, '');
    throw new Refused({
      reason: 'malformed',
      code: 'xml_malformed',
      message: `The XML is not well-formed: ${message}.`,
    });
  });
  parser.on('doctype', (doctype) => {
    if (/<!|\[|%/.test(doctype)) {
      throw unsafe(
        'xml_entities',
        'The document type declares entities or markup. Remove the DOCTYPE and upload again.',
      );
    }
  });
  parser.on('opentagstart', () => {
    depth += 1;
    elements += 1;
    if (depth > limits.depth) throw unsafe('xml_too_deep', `Elements are nested deeper than ${limits.depth}.`);
    if (elements > limits.elements) throw unsafe('xml_too_many_elements', `More than ${limits.elements} elements.`);
  });
  parser.on('opentag', (tag) => {
    const openEnd = parser.position;
    const attributes = new Map<string, string>();
    for (const name of Object.keys(tag.attributes)) attributes.set(name, tag.attributes[name]!.value);
    if (attributes.size > limits.attributesPerElement) {
      throw unsafe('xml_too_many_attributes', `An element has more than ${limits.attributesPerElement} attributes.`);
    }
    openStart = text.lastIndexOf('<', openEnd - 1);
    const element: XmlElement = {
      prefix: tag.prefix,
      local: tag.local,
      uri: tag.uri,
      attributes,
      children: [],
      parent: open,
      text: '',
      source: null,
      originalLocal: null,
      originalAttributes: null,
      parts: null,
      changed: false,
      indent: null,
      moved: false,
    };
    ranges.push({ start: openStart, openEnd });
    if (open === null) root = element;
    else open.children.push(element);
    open = element;
  });
  parser.on('text', (value) => {
    if (open !== null) open.text += value;
  });
  parser.on('cdata', (value) => {
    if (open !== null) open.text += value;
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    const end = parser.position;
    const range = ranges.pop()!;
    const closeStart = tag.isSelfClosing ? range.openEnd : text.lastIndexOf('<', end - 1);
    const element: XmlElement = open!;
    (element as { source: XmlElement['source'] }).source = { ...range, closeStart, end };
    open = element.parent;
  });
  parser.write(withPlainMark(text)).close();
  return root!;
}

function describe(text: string, root: XmlElement): XmlDocument {
  const eol = /\r\n|\n|\r/.exec(text.slice(root.source!.start))?.[0] ?? '';
  const first = root.children[0];
  const indent = first === undefined ? null : /[\r\n]([ \t]*)$/.exec(text.slice(0, first.source!.start))?.[1];
  const emptyTag = /[^\s](\s?)\/>/.exec(text);
  return { text, root, eol, indentUnit: indent || '  ', emptyTagEnd: `${emptyTag?.[1] ?? ''}/>` };
}
