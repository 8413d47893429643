import type { ElementRegistry } from './bpmn-js.ts';
import { type Drawn, listOf, type Semantic, takeFrom } from './drawn.ts';

interface Updater {
  updateSemanticParent(element: Semantic, parent: Semantic | null | undefined, visual?: Semantic): void;
}

/**
 * A data object stays while anything refers to it: bpmn-js takes it out with each of its references. What a process takes in or
 * gives out it cannot take out at all.
 */
function SharedData(updater: Updater, registry: ElementRegistry): void {
  const { updateSemanticParent } = updater;
  const isReferredTo = (data: Semantic) =>
    (registry.getAll() as unknown as Drawn[]).some(
      ({ labelTarget, businessObject }) =>
        !labelTarget &&
        businessObject?.$type === 'bpmn:DataObjectReference' &&
        businessObject.get<Semantic | undefined>('dataObjectRef') === data,
    );
  updater.updateSemanticParent = (element, parent, visual) => {
    if (!parent && element.$type === 'bpmn:DataObject' && isReferredTo(element)) return;
    const list = { 'bpmn:DataInput': 'dataInputs', 'bpmn:DataOutput': 'dataOutputs' }[element.$type];
    if (!parent && list !== undefined) {
      takeFrom(listOf(element.$parent, list), element);
      element.$parent = undefined;
      return;
    }
    updateSemanticParent.call(updater, element, parent, visual);
  };
}

SharedData.$inject = ['bpmnUpdater', 'elementRegistry'];

/** A module of bpmn-js. */
export const sharedData: Readonly<Record<string, unknown>> = {
  __init__: ['sharedData'],
  sharedData: ['type', SharedData],
};
