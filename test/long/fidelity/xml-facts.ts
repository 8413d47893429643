import { SaxesParser } from 'saxes';

/** One element as the canonical form sees it: no prefixes, no quotes, no order of attributes, no white space between elements. */
export interface CanonicalElement {
  readonly uri: string;
  readonly local: string;
  /** By local name; that of another namespace in braces in front. Declarations of prefixes under `xmlns:`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: CanonicalElement[];
  /** Own character data, those in CDATA sections included. */
  text: string;
  /** Comments and processing instructions. */
  readonly asides: string[];
}

/** A document for comparisons. Knows nothing of what the platform reads documents with. @throws Error when it is no XML */
export function parseCanonical(text: string): CanonicalElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: CanonicalElement[] = [element('', '', new Map())];
  const inner = () => open.at(-1)!;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const named = Object.values(attributes).map((attribute): [string, string] => {
      const isDeclaration = attribute.name === 'xmlns' || attribute.prefix === 'xmlns';
      const isOwn = attribute.prefix === '' || isDeclaration;
      return [isOwn ? attribute.name : `{${attribute.uri}}${attribute.local}`, attribute.value];
    });
    const opened = element(uri, local, new Map(named));
    inner().children.push(opened);
    open.push(opened);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (data: string) => {
    inner().text += data;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('comment', (comment) => inner().asides.push(`<!--${comment}-->`));
  parser.on('processinginstruction', ({ target, body }) => inner().asides.push(`<?${target} ${body}?>`));
  parser.write(text).close();
  return open[0]!;
}

function element(uri: string, local: string, attributes: ReadonlyMap<string, string>): CanonicalElement {
  return { uri, local, attributes, children: [], text: '', asides: [] };
}

/** One thing that a document says. */
export interface Fact {
  /** What says it: an id, or `drawing of <id>`; empty for the document itself. */
  readonly owner: string;
  /** The owners around it, the innermost first, itself included. */
  readonly owners: readonly string[];
  /** From the owner down: local names. */
  readonly path: readonly string[];
  /** The same from the document down. */
  readonly lineage: readonly string[];
  /** `order` is that of the owners inside an element, one on each line of the value. */
  readonly type: 'element' | 'attribute' | 'text' | 'aside' | 'order';
  /** Of an attribute. */
  readonly name: string;
  /** Of an element without children, its text. */
  readonly value: string;
  /** The element. */
  readonly local: string;
  readonly uri: string;
}

export const drawingOf = (id: string): string => `drawing of ${id}`;

/**
 * Everything that a document says, as facts that do not depend on where an element stands among its siblings.
 *
 * @param unnamed ids that count as if they were not there, as an edit has given them
 */
export function factsOf(root: CanonicalElement, unnamed: ReadonlySet<string> = new Set()): Fact[] {
  const facts: Fact[] = [];
  collect(root, { owners: [''], path: [], lineage: [] }, unnamed, facts);
  return facts;
}

type Place = Pick<Fact, 'owners' | 'path' | 'lineage'>;

function collect(element: CanonicalElement, place: Place, unnamed: ReadonlySet<string>, facts: Fact[]): void {
  const { uri, local, children } = element;
  const add = (type: Fact['type'], name: string, value: string) =>
    facts.push({ owner: place.owners[0]!, ...place, type, name, value, local, uri });
  const text = element.text.replace(/\s+/g, ' ').trim();
  add('element', '', children.length === 0 ? text : '');
  if (children.length > 0 && text !== '') add('text', '', text);
  for (const [name, value] of element.attributes) {
    if (name !== 'id' || !unnamed.has(value)) add('attribute', name, value);
  }
  for (const aside of element.asides) add('aside', '', aside);
  const ordered: string[] = [];
  for (const child of children) {
    const owner = ownerOf(child, place.owners[0]!, unnamed);
    if (owner !== undefined) ordered.push(owner);
    const lineage = [...place.lineage, child.local];
    const inside =
      owner === undefined
        ? { owners: place.owners, path: [...place.path, child.local], lineage }
        : { owners: [owner, ...place.owners], path: [], lineage };
    collect(child, inside, unnamed, facts);
  }
  if (ordered.length > 1) add('order', '', ordered.join('\n'));
}

/**
 * What an element is known by wherever it stands: its id, or for a drawing the id of what it draws. What is in a drawing, such
 * as a label, is known by its place there.
 */
function ownerOf(
  { local, attributes }: CanonicalElement,
  around: string,
  unnamed: ReadonlySet<string>,
): string | undefined {
  const drawn = /^BPMN(Shape|Edge)$/.test(local) ? attributes.get('bpmnElement') : undefined;
  if (drawn !== undefined) return drawingOf(nameOf(drawn));
  const id = attributes.get('id');
  return id === undefined || unnamed.has(id) || around.startsWith(drawingOf('')) ? undefined : id;
}

/** A reference without its prefix. */
export function nameOf(reference: string): string {
  return reference.trim().replace(/^.*:/, '');
}
