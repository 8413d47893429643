/** Where an element stands in the document it was read from, as UTF-16 offsets. */
export interface SourceRange {
  /** The `<` of the start tag. */
  readonly start: number;
  /** Just behind the start tag. */
  readonly openEnd: number;
  /** The `<` of the end tag; equal to `openEnd` for an empty-element tag. */
  readonly closeStart: number;
  /** Just behind the element. */
  readonly end: number;
}

/** A stretch of the original document that is kept as it is. */
export interface SourceSlice {
  readonly from: number;
  readonly to: number;
}

export type ContentPart = XmlElement | SourceSlice | string;

/**
 * One element of a document, editable. What was read keeps its place in the source, so that only what an edit touched
 * is written anew. Comments, processing instructions and white space live in the slices between elements.
 */
export interface XmlElement {
  readonly prefix: string;
  local: string;
  readonly uri: string;
  /** Current values by qualified name, namespace declarations included. */
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  parent: XmlElement | null;
  /** Own character data, decoded, without that of children. */
  text: string;
  /** The local name as it was read; set when an edit gives another. */
  originalLocal: string | null;
  /** Null for an element that an edit has made. */
  readonly source: SourceRange | null;
  /** The attributes as they were read; set by the first edit of one. */
  originalAttributes: ReadonlyMap<string, string> | null;
  /** The content once it has been edited; null while it is as in the source. */
  parts: ContentPart[] | null;
  /** True when this element or one inside it has been edited. */
  changed: boolean;
  /** White space in front of the element on its line, for elements that an edit has placed. */
  indent: string | null;
  /** True when an element of the source no longer stands where it was read. */
  moved: boolean;
}

export interface XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  /** The line ending of the document; empty when it stands on one line. */
  readonly eol: string;
  /** One step of indentation. */
  readonly indentUnit: string;
  /** What the document's empty-element tags end with: `/>` or ` />`. */
  readonly emptyTagEnd: string;
}

export function qualifiedName(element: Pick<XmlElement, 'prefix' | 'local'>): string {
  return element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
}

export function is(element: XmlElement, uri: string, local: string): boolean {
  return element.local === local && element.uri === uri;
}

export function child(element: XmlElement, uri: string, local: string): XmlElement | undefined {
  return element.children.find((candidate) => is(candidate, uri, local));
}

export function childrenNamed(element: XmlElement, uri: string, local: string): XmlElement[] {
  return element.children.filter((candidate) => is(candidate, uri, local));
}

/** The character data of an element and of all elements inside it. */
export function textContent(element: XmlElement): string {
  return element.children.length === 0 ? element.text : element.text + element.children.map(textContent).join('');
}

export function* descendants(element: XmlElement): Generator<XmlElement> {
  for (const inner of element.children) {
    yield inner;
    yield* descendants(inner);
  }
}

/** The prefix bound to a namespace where the element stands (empty for the default one), or undefined. */
export function prefixFor(element: XmlElement, uri: string): string | undefined {
  const hidden = new Set<string>();
  for (let scope: XmlElement | null = element; scope !== null; scope = scope.parent) {
    let found: string | undefined;
    for (const [name, value] of scope.attributes) {
      const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : undefined;
      if (prefix === undefined || hidden.has(prefix)) continue;
      hidden.add(prefix);
      if (value === uri && (found === undefined || prefix === '')) found = prefix;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

export function namespaceOf(element: XmlElement, prefix: string): string | undefined {
  const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  for (let scope: XmlElement | null = element; scope !== null; scope = scope.parent) {
    const value = scope.attributes.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
