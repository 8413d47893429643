import type { Json } from '@ameide/graph-model';
import { type BpmnDocument, ensurePrefix } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { descendants, namespaceOf } from '../xml/tree.ts';
import type { PropertyCodec } from './codec.ts';
import { isColour } from './colour-form.ts';

/** How a drawing says a colour: as BPMN in Color has it, and as most tools read it. The first that is a colour is read. */
type Said = readonly (readonly [namespace: 'bioc' | 'color', name: string])[];

/** A colour of how an element is drawn. */
function colour(name: string, said: Said): PropertyCodec {
  return {
    name,
    accepts: () => 'a colour such as #bbdefb',
    admit: (value) => (typeof value === 'string' && isColour(value) ? value : undefined),
    read(_element, { document, id }): Json | undefined {
      const drawing = document.drawings.get(id)?.[0];
      for (const [namespace, local] of said) {
        const attribute = drawing && attributeOf(drawing, namespaces[namespace], local);
        const value = attribute && drawing!.attributes.get(attribute);
        // A document may say anything here, which would go on as CSS.
        if (value && isColour(value)) return value;
      }
      return undefined;
    },
    write(_element, value, { document, id }) {
      for (const drawing of document.drawings.get(id) ?? []) {
        // Where it is said in one way, others are not added.
        const known = said.filter(([namespace, local]) => attributeOf(drawing, namespaces[namespace], local));
        for (const [namespace, local] of known.length > 0 ? known : said)
          paint(document, drawing, namespace, local, value);
      }
    },
  };
}

function paint(
  document: BpmnDocument,
  drawing: XmlElement,
  namespace: 'bioc' | 'color',
  local: string,
  value: Json | undefined,
): void {
  const known = attributeOf(drawing, namespaces[namespace], local);
  if (typeof value !== 'string') {
    if (known !== undefined) setAttribute(drawing, known, undefined);
    return;
  }
  setAttribute(drawing, known ?? `${ensurePrefix(document, drawing, namespace)}:${local}`, value);
}

function attributeOf(element: XmlElement, uri: string, local: string): string | undefined {
  for (const name of element.attributes.keys()) {
    const [prefix = '', own] = name.split(':');
    if (own === local && namespaceOf(element, prefix) === uri) return name;
  }
  return undefined;
}

/**
 * What has a colour in a document. It stands on drawings, of which a change may make new ones: so it has to be read before, and
 * is kept in the extension block of what is not drawn any more.
 */
export function colouredIn({ drawings, nodes, edges }: BpmnDocument): readonly string[] {
  const found: string[] = [];
  for (const [id, [drawing]] of drawings) {
    const isColoured = all.some(([namespace, local]) => attributeOf(drawing!, namespaces[namespace], local));
    if (isColoured && (nodes.has(id) || edges.has(id))) found.push(id);
  }
  return found;
}

/** Undeclares the namespaces of colours where the last one was taken away. */
export function dropUnusedColours({ xml: { root } }: BpmnDocument): void {
  const declared = [...root.attributes].filter(
    ([name, uri]) => name.startsWith('xmlns:') && (uri === namespaces.color || uri === namespaces.bioc),
  );
  for (const [name] of declared) {
    const prefix = `${name.slice('xmlns:'.length)}:`;
    const uses = ({ attributes }: XmlElement) => [...attributes.keys()].some((one) => one.startsWith(prefix));
    if (!uses(root) && ![...descendants(root)].some(uses)) setAttribute(root, name, undefined);
  }
}

const ofFill: Said = [
  ['color', 'background-color'],
  ['bioc', 'fill'],
];
const ofStroke: Said = [
  ['color', 'border-color'],
  ['bioc', 'stroke'],
];
const all = [...ofFill, ...ofStroke];

export const fill = colour('fill', ofFill);
export const stroke = colour('stroke', ofStroke);
