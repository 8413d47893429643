import type { Element } from '../data/elements.ts';
import type { Canvas, ElementRegistry, Viewer } from './bpmn-js.ts';
import { paint } from './colours.ts';
import { type Drawn, type Moddle, type Semantic, typeOf } from './drawn.ts';
import { rounded } from './label-places.ts';
import { addDi, addSemantic, CannotFollow, containerOf, nameOf, setEnds, setName } from './model-edits.ts';
import { floorIdOf } from './poolless.ts';
import { differingProperties, writeProperty } from './visible-properties.ts';

/** What of bpmn-js draws what a document has. */
export interface Importer {
  add(element: Semantic, di: Semantic, parent: Drawn): Drawn;
  addLabel(element: Semantic, di: Semantic, drawn: Drawn): Drawn;
}

/** Puts elements where the server says that they are, with what they are called; adds those that are not drawn. */
export interface Placing {
  /** @param before the element that was followed last @throws CannotFollow */
  node(id: string, now: Element, before: Element | undefined): Drawn;
  /** Its ends must be drawn. @throws CannotFollow */
  edge(id: string, now: Element): Drawn;
}

export function createPlacing(viewer: Viewer): Placing {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const importer = viewer.get<Importer>('bpmnImporter');
  const moddle = viewer.get<Moddle>('moddle');
  const drawn = (id: string) => registry.get(id) as unknown as Drawn | undefined;

  function placeNode(id: string, now: Element, before: Element | undefined): Drawn {
    const one = drawn(id) ?? addNode(id, now);
    const { businessObject, di } = one;
    if (businessObject.$type !== typeOf(now.kind) || now.bounds === undefined)
      throw new CannotFollow(`${id} is another`);
    if (before?.parent !== now.parent && containerOf(businessObject) !== now.parent)
      throw new CannotFollow(`${id} is in another container`);
    di.set('bounds', moddle.create('dc:Bounds', boxOf(now.bounds)));
    Object.assign(one, rounded(now.bounds));
    paint(di, now.properties);
    describe(businessObject, now);
    return one;
  }

  function describe(element: Semantic, now: Element): void {
    if (nameOf(element) !== now.name) setName(element, now.name);
    for (const name of differingProperties(element, now.properties))
      writeProperty(element, name, now.properties, moddle);
  }

  function addNode(id: string, now: Element): Drawn {
    const parent = drawnContainer(now.parent);
    const plane = (canvas.findRoot(parent as never) as unknown as Drawn).di;
    const container = parent.businessObject.get<Semantic | undefined>('processRef') ?? parent.businessObject;
    const element = addSemantic(moddle, id, now, container);
    describe(element, now);
    const host = now.properties.attachedTo;
    if (typeof host === 'string') element.set('attachedToRef', drawn(host)?.businessObject);
    const di = addDi(moddle, element, 'BPMNShape', plane);
    di.set('bounds', moddle.create('dc:Bounds', boxOf(now.bounds!)));
    return importer.add(element, di, parent);
  }

  /** The shape or plane that shows what a node contains. */
  function drawnContainer(id: string): Drawn {
    const pool = registry.find(
      (one) =>
        (one as unknown as Drawn).businessObject?.$type === 'bpmn:Participant' &&
        (one as unknown as Drawn).businessObject.get<Semantic | undefined>('processRef')?.id === id,
    ) as unknown as Drawn | undefined;
    const found = drawn(`${id}_plane`) ?? pool ?? drawn(floorIdOf(id)) ?? drawn(id);
    if (found === undefined || found.collapsed) throw new CannotFollow(`${id} is not drawn`);
    return found;
  }

  function placeEdge(id: string, now: Element): Drawn {
    const [source, target] = [drawn(now.source), drawn(now.target)];
    const { waypoints = [] } = now;
    if (!source || !target || waypoints.length < 2) throw new CannotFollow(`${id} is not drawn`);
    const one = drawn(id) ?? addEdge(id, now, source, target);
    const { businessObject, di } = one;
    if (businessObject.$type !== typeOf(now.kind)) throw new CannotFollow(`${id} is another`);
    if (one.source !== source || one.target !== target) {
      if (
        !/Flow$/.test(businessObject.$type) ||
        containerOf(source.businessObject) !== containerOf(one.source!.businessObject)
      )
        throw new CannotFollow(`${id} may be in another container`);
      setEnds(businessObject, source.businessObject, target.businessObject);
      one.source = source;
      one.target = target;
    }
    di.set(
      'waypoint',
      waypoints.map(({ x, y }) => moddle.create('dc:Point', { x, y })),
    );
    one.waypoints = waypoints.map(({ x, y }) => ({ x, y }));
    paint(di, now.properties);
    describe(businessObject, now);
    return one;
  }

  function addEdge(id: string, now: Element, source: Drawn, target: Drawn): Drawn {
    const [from, to] = [containerOf(source.businessObject), containerOf(target.businessObject)];
    const isMessage = now.kind === 'bpmn::message_flow';
    const root = canvas.findRoot(source as never) as unknown as Drawn;
    if (!isMessage && from !== to) throw new CannotFollow(`${id} crosses containers`);
    const parent = isMessage ? root : drawnContainer(from);
    const container = isMessage ? root.businessObject : source.businessObject.$parent!;
    const element = addSemantic(moddle, id, now, container);
    setEnds(element, source.businessObject, target.businessObject);
    describe(element, now);
    const di = addDi(moddle, element, 'BPMNEdge', root.di);
    di.set(
      'waypoint',
      now.waypoints!.map(({ x, y }) => moddle.create('dc:Point', { x, y })),
    );
    return importer.add(element, di, parent);
  }

  return { node: placeNode, edge: placeEdge };
}

const boxOf = ({ x, y, width, height }: NonNullable<Element['bounds']>) => ({ x, y, width, height });
