import { SaxesParser } from 'saxes';

/** An element of an XML answer. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Open {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

/** Reads an XML document; namespaces do not matter. @throws Error if it is none */
export function parseXml(xml: string): XmlElement {
  const parser = new SaxesParser();
  const stack: Open[] = [{ name: '', text: '', children: [] }];
  parser.on('opentag', ({ name }) => stack.push({ name: name.slice(name.indexOf(':') + 1), text: '', children: [] }));
  parser.on('text', (text) => {
    stack.at(-1)!.text += text;
  });
  parser.on('closetag', () => {
    const closed = stack.pop()!;
    stack.at(-1)!.children.push(closed);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  const root = stack[0]!.children[0];
  if (root === undefined) throw new Error('The document is empty.');
  return root;
}

/** The text of the first child of this name, or undefined if there is none. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Text within an element that we write. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.codePointAt(0)};`);
}
