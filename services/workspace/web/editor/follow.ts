import type GraphicsFactoryModule from 'diagram-js/lib/core/GraphicsFactory.js';
import type { Element, Elements } from '../data/elements.ts';
import type { Canvas, ElementRegistry, TextRenderer, Viewer } from './bpmn-js.ts';
import { type Drawn, has, type Moddle, type Semantic, typeOf } from './drawn.ts';
import { createLabelPlaces, rounded } from './label-places.ts';
import {
  addDi,
  addSemantic,
  CannotFollow,
  containerOf,
  forgetEnds,
  laneOf,
  nameOf,
  removeSemantic,
  setEnds,
  setLane,
  setName,
} from './model-edits.ts';
import { cannotShow, differingProperties, writeProperty } from './visible-properties.ts';

/** Above both, a model is drawn anew: that is faster then, and all of it comes at once. */
const MANY = 40;
const LARGE_SHARE = 0.3;

interface Importer {
  add(element: Semantic, di: Semantic, parent: Drawn): Drawn;
  addLabel(element: Semantic, di: Semantic, drawn: Drawn): Drawn;
}

export interface Followed {
  /** Ids of what is drawn otherwise now. */
  readonly arrived: readonly string[];
  /** Whether anything at all was touched: names may have been put back, too. */
  readonly isAltered: boolean;
}

/** Keeps a canvas as the server has the model, by drawing what has changed. */
export interface Follower {
  /** The canvas shows a document that was just imported. @param elements what the server says of the same version */
  begin(elements: Elements): void;
  /**
   * Draws what differs from the last elements and is not drawn so yet; what the person did is there already.
   * @returns undefined when the document has to be drawn anew
   */
  follow(elements: Elements): Followed | undefined;
  /** Whether the model says where the name of an element is. */
  hasOwnLabel(id: string): boolean;
}

export function createFollower(viewer: Viewer): Follower {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const graphics = viewer.get<GraphicsFactoryModule.default>('graphicsFactory');
  const importer = viewer.get<Importer>('bpmnImporter');
  const moddle = viewer.get<Moddle>('moddle');
  const changes = viewer.get<object | null>('changeSupport', false);
  const labels = createLabelPlaces(viewer.get<TextRenderer>('textRenderer'), moddle);
  let last: Elements = new Map();
  /** Whether nothing had to be put right that is not drawn again. */
  let isSettled = true;

  const drawn = (id: string) => registry.get(id) as unknown as Drawn | undefined;
  const semantic = (id: string): Semantic | undefined => drawn(id)?.businessObject;
  const lanes = () =>
    (registry.filter(({ type }) => type === 'bpmn:Lane') as unknown as Drawn[]).map((lane) => lane.businessObject);

  function followAll(next: Elements): Followed {
    const gone = [...last.keys()].filter((id) => !next.has(id));
    const touched = [...next.keys()].filter((id) => next.get(id) !== last.get(id));
    for (const id of [...gone, ...touched]) labels.learn(id, next.get(id));
    const arrived = [...gone, ...touched].filter((id) => !isShown(id, last.get(id), next.get(id)));
    if (arrived.length > Math.max(MANY, next.size * LARGE_SHARE)) throw new CannotFollow('much has changed');
    if (touched.some((id) => cannotShow(drawn(id), last.get(id)?.properties ?? {}, next.get(id)!.properties)))
      throw new CannotFollow('what is drawn depends on others');
    const altered = new Set<Drawn>();
    isSettled = true;
    remove(arrived.filter((id) => gone.includes(id)));
    const [nodes, edges] = split(arrived, next);
    for (const id of nodes) altered.add(placeNode(id, next.get(id)!));
    for (const id of edges) altered.add(placeEdge(id, next.get(id)!));
    const all = lanes();
    for (const id of touched) settle(id, next.get(id)!, all, altered);
    redraw([...altered]);
    return { arrived, isAltered: arrived.length > 0 || altered.size > 0 || !isSettled };
  }

  /** Whether the canvas agrees; labels apart. */
  function isShown(id: string, before: Element | undefined, now: Element | undefined): boolean {
    const one = drawn(id);
    if (one === undefined) return now === undefined || (!now.bounds && !now.waypoints);
    if (now === undefined) return false;
    const { businessObject, di } = one;
    // A plane shows nothing of what it is of.
    if (di.$instanceOf('bpmndi:BPMNPlane')) return true;
    if (businessObject.$type !== typeOf(now.kind)) return false;
    if (nameOf(businessObject) !== now.name && before?.name !== now.name) return false;
    if (differingProperties(businessObject, now.properties).length > 0) return false;
    if (one.waypoints) {
      const { waypoints = [] } = now;
      if (one.source?.id !== now.source || one.target?.id !== now.target) return false;
      return sameWay(one.waypoints, waypoints);
    }
    if (before?.parent !== now.parent && containerOf(businessObject) !== now.parent) return false;
    return now.bounds === undefined ? one.parent === null : sameBox(one, rounded(now.bounds));
  }

  function remove(ids: readonly string[]): void {
    const gone = ids.flatMap((id) => drawn(id) ?? []);
    for (const one of gone.filter(({ waypoints }) => waypoints)) take(one);
    const deepestFirst = gone.filter(({ waypoints }) => !waypoints).sort((a, b) => depthOf(b) - depthOf(a));
    for (const one of deepestFirst) take(one);
  }

  function take(one: Drawn): void {
    const { businessObject, di, label, waypoints, children = [], attachers = [], incoming, outgoing } = one;
    const isLast = [...children, ...attachers, ...incoming, ...outgoing].every(
      ({ labelTarget }) => labelTarget === one,
    );
    if (!isLast || di.$instanceOf('bpmndi:BPMNPlane') || drawn(`${one.id}_plane`))
      throw new CannotFollow(`${one.id} holds others`);
    if (/^bpmn:(Participant|Data\w+)$/.test(businessObject.$type)) throw new CannotFollow('others depend on it');
    if (label) canvas.removeShape(label as never);
    if (waypoints) {
      const source = businessObject.get<Semantic | undefined>('sourceRef');
      if (source && has(source, 'default') && source.get('default') === businessObject)
        source.set('default', undefined);
      forgetEnds(businessObject);
      canvas.removeConnection(one as never);
      one.source = null;
      one.target = null;
    } else {
      setLane(businessObject, undefined, lanes());
      canvas.removeShape(one as never);
      one.host = null;
    }
    removeSemantic(moddle, businessObject, di);
  }

  function placeNode(id: string, now: Element): Drawn {
    const one = drawn(id) ?? addNode(id, now);
    const { businessObject, di } = one;
    if (businessObject.$type !== typeOf(now.kind) || now.bounds === undefined)
      throw new CannotFollow(`${id} is another`);
    if (last.get(id)?.parent !== now.parent && containerOf(businessObject) !== now.parent)
      throw new CannotFollow(`${id} is in another container`);
    di.set('bounds', moddle.create('dc:Bounds', boxOf(now.bounds)));
    Object.assign(one, rounded(now.bounds));
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
    if (typeof host === 'string') element.set('attachedToRef', semantic(host));
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
    const found = drawn(`${id}_plane`) ?? pool ?? drawn(id);
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

  /** What hangs on others that may have come in the same change: lanes, hosts, default flows, labels. */
  function settle(id: string, now: Element, all: readonly Semantic[], altered: Set<Drawn>): void {
    const one = drawn(id);
    if (one === undefined) return;
    const { businessObject } = one;
    const { lane, attachedTo, default: byDefault } = now.properties;
    if (businessObject.$instanceOf('bpmn:FlowNode') && !one.waypoints) {
      const wanted = typeof lane === 'string' ? semantic(lane) : undefined;
      if (laneOf(businessObject, all) !== wanted) {
        setLane(businessObject, wanted, all);
        isSettled = false;
      }
    }
    if (has(businessObject, 'attachedToRef') && one.host?.id !== attachedTo) {
      const host = typeof attachedTo === 'string' ? drawn(attachedTo) : undefined;
      if (host === undefined) throw new CannotFollow(`${id} is attached to nothing`);
      businessObject.set('attachedToRef', host.businessObject);
      one.host = host;
      isSettled = false;
    }
    if (has(businessObject, 'default')) {
      const before = businessObject.get<Semantic | undefined>('default');
      const wanted = typeof byDefault === 'string' ? semantic(byDefault) : undefined;
      if (before !== wanted) {
        businessObject.set('default', wanted);
        for (const flow of [before, wanted]) if (flow && drawn(flow.id)) altered.add(drawn(flow.id)!);
      }
    }
    settleLabel(one, altered);
  }

  function settleLabel(one: Drawn, altered: Set<Drawn>): void {
    const wanted = labels.wanted(one);
    const { label } = one;
    if (wanted === undefined && label !== undefined) {
      canvas.removeShape(label as never);
      label.labelTarget = null;
      isSettled = false;
    } else if (wanted === undefined) return;
    else if (label === undefined) {
      importer.addLabel(one.businessObject, one.di, one);
      isSettled = false;
    } else if (!sameBox(label, wanted) || altered.has(one)) altered.add(Object.assign(label, wanted));
  }

  function redraw(elements: readonly Drawn[]): void {
    if (elements.length === 0) return;
    const bus = viewer.get<{ fire(name: string, event: object): void }>('eventBus');
    if (changes) {
      bus.fire('elements.changed', { elements });
      return;
    }
    for (const element of elements) {
      const gfx = registry.getGraphics(element as never);
      graphics.update(element.waypoints ? 'connection' : 'shape', element as never, gfx);
      bus.fire('element.changed', { element, gfx });
    }
  }

  return {
    hasOwnLabel: labels.has,
    begin(elements) {
      for (const id of last.keys()) labels.learn(id, undefined);
      for (const [id, element] of elements) labels.learn(id, element);
      last = elements;
    },
    follow(elements) {
      try {
        const followed = followAll(elements);
        last = elements;
        return followed;
      } catch (error) {
        if (!(error instanceof CannotFollow)) console.warn('the model is drawn anew', error);
        return undefined;
      }
    },
  };
}

function split(ids: readonly string[], elements: Elements): [nodes: string[], edges: string[]] {
  const there = ids.filter((id) => elements.has(id));
  const isEdge = (id: string) => elements.get(id)!.source !== '';
  const isAttached = (id: string) => Number(elements.get(id)!.properties.attachedTo !== undefined);
  const nodes = there.filter((id) => !isEdge(id)).sort((a, b) => isAttached(a) - isAttached(b));
  return [nodes, there.filter(isEdge)];
}

function depthOf({ parent }: Drawn): number {
  return parent ? 1 + depthOf(parent) : 0;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

const boxOf = ({ x, y, width, height }: Spot & { readonly width: number; readonly height: number }) => ({
  x,
  y,
  width,
  height,
});

/** Less cannot be seen. */
const STILL = 1e-3;
const near = (a: number, b: number) => Math.abs(a - b) <= STILL;

const sameBox = (a: Drawn, b: ReturnType<typeof boxOf>) =>
  near(a.x, b.x) && near(a.y, b.y) && near(a.width, b.width) && near(a.height, b.height);

const sameWay = (a: readonly Spot[], b: readonly Spot[]) =>
  a.length === b.length && a.every(({ x, y }, at) => near(x, b[at]!.x) && near(y, b[at]!.y));
