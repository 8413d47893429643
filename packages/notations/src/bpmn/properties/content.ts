import type { Json } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import { bpmnChild, bpmnElement, drawingOf, ensurePrefix, isSyntheticId, resolve } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { detach, setAttribute, setText } from '../xml/edit.ts';
import { isLegalText } from '../xml/escape.ts';
import type { XmlElement } from '../xml/tree.ts';
import { childrenNamed, prefixFor, textContent } from '../xml/tree.ts';
import { isXmlId, oneOf } from './attributes.ts';
import type { PropertyCodec } from './codec.ts';

/** Text that is kept without the white space around it. */
export const trimmedText = {
  accepts: () => 'text',
  admit(value: Json) {
    if (typeof value !== 'string' || !isLegalText(value)) return undefined;
    return value.trim() === '' ? null : value.trim();
  },
};

/** All documentation of an element; several elements read as paragraphs and are written as one. */
export const documentation: PropertyCodec = {
  name: 'documentation',
  ...trimmedText,
  read(element) {
    const all = childrenNamed(element, namespaces.bpmn, 'documentation').map((part) => textContent(part).trim());
    return all.some((text) => text !== '') ? all.join('\n\n') : undefined;
  },
  write(element, value, { document }) {
    const [first, ...rest] = childrenNamed(element, namespaces.bpmn, 'documentation');
    for (const other of rest) detach(document.xml, other);
    writeTextChild(document, element, first, 'documentation', value);
  },
};

/** A property that is the text of a child element, without the white space around it. */
export function textChild(name: string, local: string): PropertyCodec {
  return {
    name,
    ...trimmedText,
    read: (element) => nonEmpty(bpmnChild(element, local)?.text),
    write: (element, value, { document }) => writeTextChild(document, element, bpmnChild(element, local), local, value),
  };
}

function writeTextChild(
  document: BpmnDocument,
  parent: XmlElement,
  existing: XmlElement | undefined,
  local: string,
  value: Json | undefined,
): void {
  if (typeof value !== 'string') {
    if (existing !== undefined) detach(document.xml, existing);
  } else if (existing === undefined) {
    insertOrdered(document.xml, parent, bpmnElement(parent, local, {}, value));
  } else {
    setText(existing, value);
  }
}

/** A formal expression in a child element. */
export function expressionChild(name: string, local: string): PropertyCodec {
  return {
    name,
    ...trimmedText,
    read: (element) => nonEmpty(bpmnChild(element, local)?.text),
    write: (element, value, { document }) => writeExpression(document, element, local, value),
  };
}

/** Sets, or with anything but a string removes, the expression in the child element `local`. */
export function writeExpression(
  document: BpmnDocument,
  parent: XmlElement,
  local: string,
  value: Json | undefined,
): void {
  const existing = bpmnChild(parent, local);
  if (typeof value !== 'string') {
    if (existing !== undefined) detach(document.xml, existing);
  } else if (existing === undefined) {
    insertOrdered(document.xml, parent, expression(document, parent, local, value));
  } else {
    setText(existing, value);
  }
}

export function expression(document: BpmnDocument, parent: XmlElement, local: string, value: string): XmlElement {
  const xsi = ensurePrefix(document, document.xml.root, 'xsi');
  const prefix = prefixFor(document.xml.root, namespaces.bpmn) ?? '';
  const type = prefix === '' ? 'tFormalExpression' : `${prefix}:tFormalExpression`;
  return bpmnElement(parent, local, { [`${xsi}:type`]: type }, value);
}

export function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** A list of ids, each in a child element. */
export function referenceList(name: string, local: string): PropertyCodec {
  return {
    name,
    accepts: () => 'a list of ids',
    admit(value) {
      if (!Array.isArray(value) || !value.every((id) => typeof id === 'string' && isXmlId(id))) return undefined;
      return value.length === 0 ? null : value;
    },
    read(element, { document }) {
      const ids = childrenNamed(element, namespaces.bpmn, local).map((child) => resolve(document, child.text));
      const present = ids.filter((id) => id !== undefined);
      return present.length === 0 ? undefined : present;
    },
    write(element, value, { document }) {
      for (const old of childrenNamed(element, namespaces.bpmn, local)) detach(document.xml, old);
      if (!Array.isArray(value) || !value.every((id) => typeof id === 'string' && isXmlId(id))) return;
      for (const id of value as string[]) insertOrdered(document.xml, element, bpmnElement(element, local, {}, id));
    },
  };
}

/** The state of data, such as `approved`. */
export const dataState: PropertyCodec = {
  name: 'state',
  ...trimmedText,
  read: (element) => nonEmpty(bpmnChild(element, 'dataState')?.attributes.get('name')),
  write(element, value, { document }) {
    const existing = bpmnChild(element, 'dataState');
    if (typeof value !== 'string') {
      if (existing !== undefined) detach(document.xml, existing);
    } else if (existing === undefined) {
      insertOrdered(document.xml, element, bpmnElement(element, 'dataState', { name: value }));
    } else {
      setAttribute(existing, 'name', value);
    }
  },
};

const loops = ['standard', 'parallel', 'sequential'];

/** `standard`, `parallel` or `sequential`: how often an activity runs. */
export const loop: PropertyCodec = {
  name: 'loop',
  accepts: () => oneOf(loops),
  admit: (value) => (loops.includes(value as string) ? value : undefined),
  read(element) {
    if (bpmnChild(element, 'standardLoopCharacteristics') !== undefined) return 'standard';
    const multiple = bpmnChild(element, 'multiInstanceLoopCharacteristics');
    if (multiple === undefined) return undefined;
    return /^(true|1)$/.test(multiple.attributes.get('isSequential') ?? '') ? 'sequential' : 'parallel';
  },
  write(element, value, { document }) {
    const wanted =
      value === 'standard'
        ? 'standardLoopCharacteristics'
        : value === 'parallel' || value === 'sequential'
          ? 'multiInstanceLoopCharacteristics'
          : undefined;
    for (const local of ['standardLoopCharacteristics', 'multiInstanceLoopCharacteristics']) {
      const other = local === wanted ? undefined : bpmnChild(element, local);
      if (other !== undefined) detach(document.xml, other);
    }
    if (wanted === undefined) return;
    let characteristics = bpmnChild(element, wanted);
    if (characteristics === undefined) {
      characteristics = bpmnElement(element, wanted);
      insertOrdered(document.xml, element, characteristics);
    }
    if (value !== 'standard') {
      setAttribute(characteristics, 'isSequential', value === 'sequential' ? 'true' : undefined);
    }
  },
};

/** Whether a sub-process is drawn open; BPMN keeps that in the diagram. */
export const isExpanded: PropertyCodec = {
  name: 'isExpanded',
  accepts: () => 'true or false',
  admit: (value) => (typeof value === 'boolean' ? value : undefined),
  read(_element, { document, id }) {
    const raw = drawingOf(document, id)?.attributes.get('isExpanded');
    return raw === undefined ? undefined : raw === 'true' || raw === '1';
  },
  write(_element, value, { document, id }) {
    const shape = drawingOf(document, id);
    if (shape !== undefined) setAttribute(shape, 'isExpanded', typeof value === 'boolean' ? String(value) : undefined);
  },
};

/** The deepest lane that a node is in. The lanes around it list the node too where they list others. */
export const lane: PropertyCodec = {
  name: 'lane',
  accepts: () => 'the id of a lane',
  admit: (value) => (typeof value === 'string' && (isXmlId(value) || isSyntheticId(value)) ? value : undefined),
  read: (_element, { id, laneOf }) => laneOf(id),
  write(_element, value, { document, id }) {
    removeFromLanes(document, id);
    let target = typeof value === 'string' ? document.nodes.get(value) : undefined;
    if (target?.local !== 'lane') return;
    for (let deepest = true; target !== undefined; deepest = false) {
      const lists = childrenNamed(target, namespaces.bpmn, 'flowNodeRef').length > 0;
      if (deepest || lists) insertOrdered(document.xml, target, bpmnElement(target, 'flowNodeRef', {}, id));
      const outer: XmlElement | null | undefined = target.parent?.parent;
      target = outer?.local === 'lane' ? outer : undefined;
    }
  },
};

export function removeFromLanes(document: BpmnDocument, id: string): void {
  for (const element of document.lanes) {
    for (const reference of childrenNamed(element, namespaces.bpmn, 'flowNodeRef')) {
      if (resolve(document, reference.text) === id) detach(document.xml, reference);
    }
  }
}
