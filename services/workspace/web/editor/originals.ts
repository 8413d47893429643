import type { ElementRegistry, Viewer } from './bpmn-js.ts';

interface Pasted {
  readonly descriptor: { readonly id: string; readonly labelTarget?: string; readonly businessObject?: object };
}

/**
 * Knows from which element a pasted one was copied: bpmn-js copies what it understands, and the server all.
 *
 * @returns the id of the original of an element on the canvas, or empty
 */
export function createOriginals(modeler: Viewer): (id: string) => string {
  const registry = modeler.get<ElementRegistry>('elementRegistry');
  const originals = new WeakMap<object, string>();
  // Behind bpmn-js, which makes the copy in its own listener.
  modeler.on<Pasted>('copyPaste.pasteElement', 1, ({ descriptor: { id, labelTarget, businessObject } }) => {
    // A name that stands beside its element is pasted as an element of its own.
    if (businessObject && labelTarget === undefined) originals.set(businessObject, id);
  });
  return (id) =>
    originals.get((registry.get(id) as { businessObject?: object } | undefined)?.businessObject ?? {}) ?? '';
}
