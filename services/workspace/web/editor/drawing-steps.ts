import type { Canvas, ElementRegistry, Selection, Viewer } from './bpmn-js.ts';
import { type Box, type Drawn, type Place, typeOf } from './drawn.ts';

/** Drawing in single steps, without a mouse. Each is a gesture, like those of a hand. */
export interface DrawingSteps {
  /** Kinds, such as `bpmn::user_task`, of what may come next after an element; with none, of what may stand by itself. */
  nextKinds(elementId: string | undefined): readonly string[];
  /** Puts a new element after another one, with a flow to it, or by itself, and asks for its name. */
  addNext(elementId: string | undefined, kind: string): void;
  /** What a line may lead to from an element, and does not yet. */
  targetsOf(elementId: string): readonly string[];
  connect(elementId: string, targetId: string): void;
  /** Asks for the name. */
  rename(elementId: string): void;
  /** Whether an element can become something else. */
  canBecome(elementId: string): boolean;
  /** Offers what it can become. */
  chooseKind(elementId: string): void;
  remove(elementId: string): void;
}

interface Services {
  readonly autoPlace: { append(source: Drawn, shape: Drawn): Drawn };
  readonly bpmnRules: { canConnect(source: Drawn, target: Drawn, connection: null): unknown };
  readonly contextPad: {
    getEntries(element: Drawn): object;
    triggerEntry(entry: string, action: string, event: object): void;
  };
  readonly directEditing: { activate(element: Drawn): void };
  readonly elementFactory: { createShape(attributes: object): Drawn };
  readonly modeling: {
    connect(source: Drawn, target: Drawn): void;
    createShape(shape: Drawn, at: Place, parent: Drawn): Drawn;
    removeElements(elements: readonly Drawn[]): void;
  };
}

const STEPS = [
  ...['task', 'user_task', 'service_task', 'send_task', 'receive_task'],
  ...['exclusive_gateway', 'parallel_gateway', 'intermediate_throw_event', 'end_event'],
].map((kind) => `bpmn::${kind}`);
const FIRST = ['bpmn::start_event', ...STEPS];
const AFTER_EVENT_BASED = ['bpmn::receive_task'];
/** Between what stands by itself and what is there. */
const GAP = 50;

export function createDrawingSteps(modeler: Viewer): DrawingSteps {
  const canvas = modeler.get<Canvas>('canvas');
  const registry = modeler.get<ElementRegistry>('elementRegistry');
  const selection = modeler.get<Selection>('selection');
  const service = <Name extends keyof Services>(name: Name) => modeler.get<Services[Name]>(name);
  const find = (id: string) => registry.get(id) as unknown as Drawn | undefined;
  const root = () => canvas.getRootElement() as unknown as Drawn;

  /** Selects an element on the canvas, with the focus there, as a press of the mouse does. */
  function take(id: string): Drawn | undefined {
    const element = find(id);
    if (element === undefined) return undefined;
    canvas.focus();
    canvas.scrollToElement(id);
    selection.select(registry.get(id)!);
    return element;
  }

  /** To the right of all that stands there, at its height; in the middle of what is in view where there is nothing. */
  function freePlace(container: Drawn, { width }: Box): Place {
    const shapes = (container.children ?? []).filter(({ waypoints, labelTarget }) => !waypoints && !labelTarget);
    const last = shapes.toSorted((one, other) => endOf(one) - endOf(other)).at(-1);
    if (last !== undefined) return { x: endOf(last) + GAP + width / 2, y: last.y + last.height / 2 };
    const view = canvas.viewbox();
    return { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  }

  return {
    nextKinds(elementId) {
      if (elementId === undefined) return is(root(), 'bpmn:FlowElementsContainer') ? FIRST : [];
      const element = find(elementId);
      if (element === undefined || !is(element, 'bpmn:FlowNode') || is(element, 'bpmn:EndEvent')) return [];
      return is(element, 'bpmn:EventBasedGateway') ? AFTER_EVENT_BASED : STEPS;
    },
    addNext(elementId, kind) {
      const shape = service('elementFactory').createShape({ type: typeOf(kind) });
      if (elementId !== undefined) {
        const source = take(elementId);
        // Room for what comes: a canvas that moves ends the writing of its name.
        canvas.scrollToElement(elementId, { top: 100, right: 300, bottom: 100, left: 100 });
        if (source) service('autoPlace').append(source, shape);
        return;
      }
      const added = service('modeling').createShape(shape, freePlace(root(), shape), root());
      if (take(added.id)) service('directEditing').activate(added);
    },
    targetsOf(elementId) {
      const source = find(elementId);
      if (source === undefined) return [];
      const known = new Set(source.outgoing.map(({ target }) => target?.id));
      const rules = service('bpmnRules');
      return registry
        .filter((one) => {
          const target = one as unknown as Drawn;
          if (target.labelTarget || target.id === elementId || known.has(target.id)) return false;
          return Boolean(rules.canConnect(source, target, null));
        })
        .map(({ id }) => id);
    },
    connect(elementId, targetId) {
      const [source, target] = [take(elementId), find(targetId)];
      if (source && target) service('modeling').connect(source, target);
    },
    rename(elementId) {
      const element = take(elementId);
      if (element) service('directEditing').activate(element);
    },
    canBecome(elementId) {
      const element = find(elementId);
      return element !== undefined && 'replace' in service('contextPad').getEntries(element);
    },
    chooseKind(elementId) {
      if (take(elementId) === undefined) return;
      const { x, y } = canvas.getContainer().getBoundingClientRect();
      service('contextPad').triggerEntry('replace', 'click', { x, y });
    },
    remove(elementId) {
      const element = take(elementId);
      if (element) service('modeling').removeElements([element]);
    },
  };
}

const is = ({ businessObject }: Drawn, type: string) => businessObject.$instanceOf(type);
const endOf = ({ x, width }: Box) => x + width;
