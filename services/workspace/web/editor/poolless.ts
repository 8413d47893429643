import TreeWalkerModule from 'bpmn-js/lib/import/BpmnTreeWalker.js';
import type { Canvas, ElementRegistry } from './bpmn-js.ts';
import { type Box, type Drawn, listOf, type Place, type Semantic } from './drawn.ts';

interface EventBus {
  on<Event>(names: string | readonly string[], priority: number, listener: (event: Event) => unknown): void;
}

interface Importer {
  add(element: Semantic, di: Semantic, parent?: Drawn): Drawn;
}

interface Updater {
  updateParent(element: Drawn, oldParent?: Drawn): void;
  updateBounds(shape: Drawn): void;
}

interface Factory {
  createShape(attributes: object): Drawn;
}

interface Selecting {
  select(elements: Drawn | readonly Drawn[] | null | undefined, add?: boolean): void;
}

interface Injector {
  get<Service>(name: string, isNeeded: false): Service | null;
}

interface Drag extends Place {
  hover?: Drawn | null;
  hoverGfx?: SVGElement;
  readonly shape?: Drawn;
  readonly context: {
    readonly shapes?: readonly Drawn[];
    readonly elements?: readonly Drawn[];
    readonly shape?: Drawn;
  };
}

/** See bpmn-js.ts: at run time the import is the constructor itself. */
const BpmnTreeWalker = TreeWalkerModule as unknown as new (visitor: {
  root(element: Semantic, di: Semantic): Drawn;
  element(element: Semantic, di: Semantic, parent: Drawn): Drawn;
  error(message: string): void;
}) => { handleDefinitions(definitions: Semantic | undefined, diagram: Semantic): void };

/** Before bpmn-js. */
const FIRST = 2_000;
/** So wide that it holds whatever is drawn, and no tool ever reaches its ends. */
const EVERYWHERE: Box = { x: -1e6, y: -1e6, width: 2e6 + 1, height: 2e6 + 1 };

/** The id on the canvas of the floor of a process. */
export const floorIdOf = (processId: string): string => `${processId}_floor`;

/** Whether an element of the canvas is a floor, which no document and no server knows of. */
export const isFloor = ({
  parent,
  businessObject,
}: {
  parent?: unknown;
  businessObject?: { $type: string };
}): boolean => Boolean(parent) && businessObject?.$type === 'bpmn:Process';

/**
 * Processes that have no pool where others have one. bpmn-js draws what they have right on the collaboration, which may hold
 * nothing of it, so that its commands throw. Here it stands on a floor: an element for the process itself, which is everywhere,
 * and which nobody sees or takes hold of.
 */
function PoollessProcesses(
  eventBus: EventBus,
  canvas: Canvas,
  registry: ElementRegistry,
  factory: Factory,
  importer: Importer,
  injector: Injector,
): void {
  const floors = () => (canvas.getRootElement() as unknown as Drawn).children?.filter(isFloor) ?? [];

  function floorOf(process: Semantic, root: Drawn): Drawn {
    const id = floorIdOf(process.id);
    const found = registry.get(id) as unknown as Drawn | undefined;
    if (found) return found;
    const floor = factory.createShape({ id, type: process.$type, businessObject: process, di: root.di, ...EVERYWHERE });
    canvas.addShape(floor as never, root as never);
    return floor;
  }

  // bpmn-js looks for such processes where it finds a list of lanes; reading one that is not there makes it.
  eventBus.on<{ definitions?: Semantic }>('import.parse.complete', FIRST, ({ definitions }) => {
    for (const element of listOf(definitions, 'rootElements'))
      if (element.$type === 'bpmn:Process') listOf(element, 'laneSets');
  });
  const { add } = importer;
  let late: (() => Drawn)[] = [];
  eventBus.on('import.render.start', FIRST, () => {
    late = [];
  });
  importer.add = (element, di, parent) => {
    if (parent?.type !== 'bpmn:Collaboration') return add.call(importer, element, di, parent);
    const process = processOf(element);
    const draw = () => add.call(importer, element, di, process ? floorOf(process, parent) : parent);
    // What the collaboration has is drawn before what stands on floors.
    const isTooEarly = element.$type === 'bpmn:Association' && !endsOf(element).every(({ id }) => registry.get(id));
    if (!isTooEarly) return draw();
    late.push(draw);
    return parent;
  };

  // It draws the insides of their sub-processes neither.
  eventBus.on<{ error?: Error }>('import.render.complete', FIRST, ({ error }) => {
    if (error) return;
    for (const draw of late.splice(0)) drawOrWarn(draw);
    if (floors().length === 0) return;
    const definitions = (canvas.getRootElement() as unknown as Drawn).businessObject.$parent;
    const walker = new BpmnTreeWalker({
      root: (element, di) => importer.add(element, di),
      element: (element, di, parent) => importer.add(element, di, parent),
      error: (message) => console.warn(message),
    });
    for (const diagram of listOf(definitions, 'diagrams')) {
      const inside = diagram.get<Semantic | undefined>('plane')?.get<Semantic | undefined>('bpmnElement');
      if (inside === undefined || canvas.findRoot(`${inside.id}_plane`)) continue;
      if (registry.get(floorIdOf(processAround(inside)?.id ?? ''))) walker.handleDefinitions(definitions, diagram);
    }
  });

  eventBus.on<{ element: Drawn; gfx: SVGElement }>('render.shape', FIRST, ({ element, gfx }) =>
    isFloor(element) ? gfx : undefined,
  );
  eventBus.on<{ element: Drawn }>(
    ['interactionEvents.createHit', 'interactionEvents.updateHit'],
    FIRST,
    ({ element }) => isFloor(element) || undefined,
  );

  // No document has floors.
  const updater = injector.get<Updater>('bpmnUpdater', false);
  if (updater) {
    const { updateParent, updateBounds } = updater;
    updater.updateParent = (element, oldParent) => {
      if (!isFloor(element)) updateParent.call(updater, element, oldParent);
    };
    updater.updateBounds = (shape) => {
      if (!isFloor(shape)) updateBounds.call(updater, shape);
    };
  }
  const selection = injector.get<Selecting>('selection', false);
  if (selection) {
    const { select } = selection;
    selection.select = (elements, isMore) => {
      const wanted = Array.isArray(elements) ? (elements as readonly Drawn[]) : [elements as Drawn | undefined];
      const seen = wanted.flatMap((one) => (one && isFloor(one) ? stepsOn(one) : (one ?? [])));
      select.call(selection, seen, isMore);
    };
  }

  // Whoever takes hold of a lane moves all of the process, as with a pool.
  eventBus.on<{ context: { shapes: readonly Drawn[]; target?: Drawn | null } }>(
    'commandStack.elements.move.canExecute',
    FIRST,
    ({ context: { shapes, target } }) => {
      if (!shapes.some(isFloor)) return undefined;
      return target === undefined || target?.type === 'bpmn:Collaboration';
    },
  );
  eventBus.on<Drag>(
    ['create.hover', 'create.move', 'create.end', 'shape.move.hover', 'shape.move.move', 'shape.move.end'],
    FIRST,
    (event) => {
      if (event.hover?.type !== 'bpmn:Collaboration') return;
      const { shapes, elements, shape = event.shape } = event.context;
      const floor = floorBelow(shapes ?? elements ?? (shape ? [shape] : []), event, floors());
      if (!floor) return;
      event.hover = floor;
      event.hoverGfx = registry.getGraphics(floor as never);
    },
  );
  // A collaboration whose last pool goes stays one where it has others than pools.
  eventBus.on<{ context: { collaborationRoot?: Drawn } }>('commandStack.shape.delete.postExecute', FIRST, (event) => {
    if (floors().length > 0) delete event.context.collaborationRoot;
  });
}

PoollessProcesses.$inject = ['eventBus', 'canvas', 'elementRegistry', 'elementFactory', 'bpmnImporter', 'injector'];

/** As bpmn-js does with what cannot be drawn. */
function drawOrWarn(draw: () => unknown): void {
  try {
    draw();
  } catch (error) {
    console.error(error);
  }
}

const endsOf = (element: Semantic) =>
  [element.get<Semantic | undefined>('sourceRef'), element.get<Semantic | undefined>('targetRef')].flatMap(
    (end) => end ?? [],
  );

/** Where the steps of a process stay as long as they have come from it, and where others are put among them. */
function floorBelow(moved: readonly Drawn[], at: Place, floors: readonly Drawn[]): Drawn | undefined {
  const steps = moved.filter(({ labelTarget, waypoints }) => !labelTarget && !waypoints);
  if (!steps.every(({ businessObject }) => businessObject.$instanceOf('bpmn:FlowElement'))) return undefined;
  const [from] = steps.map(({ parent }) => parent);
  if (from && isFloor(from) && steps.every(({ parent }) => parent === from)) return from;
  return (
    floors.find((floor) => stepsOn(floor).some((one) => isIn(one, at))) ??
    floors.find((floor) => isIn(boxAround(stepsOn(floor)), at))
  );
}

const stepsOn = ({ children = [] }: Drawn) =>
  children.filter(({ labelTarget, waypoints }) => !labelTarget && !waypoints);

function boxAround(boxes: readonly Box[]): Box {
  const [x, y] = [Math.min(...boxes.map((one) => one.x)), Math.min(...boxes.map((one) => one.y))];
  const right = Math.max(...boxes.map((one) => one.x + one.width));
  const bottom = Math.max(...boxes.map((one) => one.y + one.height));
  return { x, y, width: right - x, height: bottom - y };
}

const isIn = ({ x, y, width, height }: Box, at: Place) =>
  at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;

/** The process that an element is in, not within a sub-process. */
function processOf(element: Semantic): Semantic | undefined {
  let container = element.$parent;
  while (container && /^bpmn:(Lane|LaneSet|InputOutputSpecification)$/.test(container.$type))
    container = container.$parent;
  return container?.$type === 'bpmn:Process' ? container : undefined;
}

/** The process that an element is somewhere in. */
function processAround(element: Semantic): Semantic | undefined {
  let container = element.$parent;
  while (container && container.$type !== 'bpmn:Process') container = container.$parent;
  return container;
}

/** A module of bpmn-js. */
export const poollessProcesses: Readonly<Record<string, unknown>> = {
  __init__: ['poollessProcesses'],
  poollessProcesses: ['type', PoollessProcesses],
};
