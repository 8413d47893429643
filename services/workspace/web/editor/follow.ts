import type GraphicsFactoryModule from 'diagram-js/lib/core/GraphicsFactory.js';
import type { Elements } from '../data/elements.ts';
import type { Canvas, ElementRegistry, TextRenderer, Viewer } from './bpmn-js.ts';
import { type Drawn, has, type Moddle, type Semantic } from './drawn.ts';
import { isShown } from './is-shown.ts';
import { createLabelPlaces } from './label-places.ts';
import { CannotFollow, forgetEnds, removeSemantic, setLane } from './model-edits.ts';
import { createPlacing } from './place-elements.ts';
import { createSettling } from './settle-elements.ts';
import { cannotShow } from './visible-properties.ts';

/** Above both, a model is drawn anew: that is faster then, and all of it comes at once. */
const MANY = 40;
const LARGE_SHARE = 0.3;

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
  const moddle = viewer.get<Moddle>('moddle');
  const changes = viewer.get<object | null>('changeSupport', false);
  const labels = createLabelPlaces(viewer.get<TextRenderer>('textRenderer'), moddle);
  const placing = createPlacing(viewer);
  const settling = createSettling(viewer, labels);
  let last: Elements = new Map();

  const drawn = (id: string) => registry.get(id) as unknown as Drawn | undefined;
  const lanes = () =>
    (registry.filter(({ type }) => type === 'bpmn:Lane') as unknown as Drawn[]).map((lane) => lane.businessObject);

  function followAll(next: Elements): Followed {
    const gone = [...last.keys()].filter((id) => !next.has(id));
    const touched = [...next.keys()].filter((id) => next.get(id) !== last.get(id));
    for (const id of [...gone, ...touched]) labels.learn(id, next.get(id));
    const arrived = [...gone, ...touched].filter((id) => !isShown(drawn(id), last.get(id), next.get(id)));
    if (arrived.length > Math.max(MANY, next.size * LARGE_SHARE)) throw new CannotFollow('much has changed');
    if (touched.some((id) => cannotShow(drawn(id), last.get(id)?.properties ?? {}, next.get(id)!.properties)))
      throw new CannotFollow('what is drawn depends on others');
    const altered = new Set<Drawn>();
    remove(arrived.filter((id) => gone.includes(id)));
    const [nodes, edges] = split(arrived, next);
    for (const id of nodes) altered.add(placing.node(id, next.get(id)!, last.get(id)));
    for (const id of edges) altered.add(placing.edge(id, next.get(id)!));
    const all = lanes();
    let isPutRight = false;
    for (const id of touched) isPutRight = settling.settle(id, next.get(id)!, all, altered) || isPutRight;
    redraw([...altered]);
    return { arrived, isAltered: arrived.length > 0 || altered.size > 0 || isPutRight };
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
