import type { BpmnDocument } from '../document.ts';
import { bpmnChild, bpmnElement, freeId, resolve, unregister } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { detach, setAttribute, setText } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { descendants, textContent } from '../xml/tree.ts';

/** BPMN types that have no name; theirs is kept in the extension block. */
const nameless = new Set(['association', 'dataInputAssociation', 'dataOutputAssociation']);

/** The name that the document gives an element, or undefined where BPMN has no place for one. */
export function readName(document: BpmnDocument, element: XmlElement): string | undefined {
  if (nameless.has(element.local)) return undefined;
  if (element.local === 'textAnnotation') {
    const text = bpmnChild(element, 'text');
    return text === undefined ? '' : textContent(text);
  }
  if (element.local === 'group') return categoryValueOf(document, element)?.attributes.get('value') ?? '';
  return element.attributes.get('name') ?? '';
}

/** Writes a name; false where BPMN has no place for one. */
export function writeName(document: BpmnDocument, element: XmlElement, name: string): boolean {
  const current = readName(document, element);
  if (current === undefined) return false;
  if (current === name) return true;
  if (element.local === 'textAnnotation') {
    const text = bpmnChild(element, 'text');
    if (name === '' && text !== undefined) detach(document.xml, text);
    else if (text !== undefined) setText(text, name);
    else insertOrdered(document.xml, element, bpmnElement(element, 'text', {}, name));
  } else if (element.local === 'group') {
    writeGroupName(document, element, name);
  } else {
    setAttribute(element, 'name', name !== '' || keepsEmptyNames(document, element) ? name : undefined);
  }
  return true;
}

/** Some tools write `name=""` for what has no name. */
function keepsEmptyNames(document: BpmnDocument, element: XmlElement): boolean {
  return element.attributes.has('name') && /\sname=(""|'')/.test(document.xml.text);
}

function categoryValueOf(document: BpmnDocument, group: XmlElement): XmlElement | undefined {
  const id = resolve(document, group.attributes.get('categoryValueRef'));
  const value = id === undefined ? undefined : document.ids.get(id);
  return value?.local === 'categoryValue' ? value : undefined;
}

function writeGroupName(document: BpmnDocument, group: XmlElement, name: string): void {
  const value = categoryValueOf(document, group);
  if (value !== undefined && !isShared(document, value, group)) {
    setAttribute(value, 'value', name);
    return;
  }
  const { root } = document.xml;
  const id = freeId(document, `CategoryValue_${group.attributes.get('id') ?? ''}`);
  const added = bpmnElement(root, 'categoryValue', { id, value: name });
  const category = bpmnElement(
    root,
    'category',
    { id: freeId(document, `Category_${group.attributes.get('id') ?? ''}`) },
    [added],
  );
  insertOrdered(document.xml, root, category);
  document.ids.set(id, added);
  document.ids.set(category.attributes.get('id')!, category);
  setAttribute(group, 'categoryValueRef', id);
}

/** Removes the category value of a group that is about to go, and a category that is left empty. */
export function removeGroupName(document: BpmnDocument, group: XmlElement): void {
  const value = categoryValueOf(document, group);
  if (value === undefined || isShared(document, value, group)) return;
  const category = value.parent!;
  const gone = category.children.length === 1 ? category : value;
  unregister(document, gone);
  detach(document.xml, gone);
}

function isShared(document: BpmnDocument, value: XmlElement, except: XmlElement): boolean {
  const id = value.attributes.get('id');
  for (const other of descendants(document.xml.root)) {
    if (other === except || other.uri !== namespaces.bpmn) continue;
    if (resolve(document, other.attributes.get('categoryValueRef')) === id) return true;
    if (other.local === 'categoryValueRef' && resolve(document, other.text) === id) return true;
  }
  return false;
}
