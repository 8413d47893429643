import type { Element } from '../data/elements.ts';
import type { Canvas, ElementRegistry, Viewer } from './bpmn-js.ts';
import { type Drawn, has, type Semantic } from './drawn.ts';
import { sameBox } from './is-shown.ts';
import type { LabelPlaces } from './label-places.ts';
import { CannotFollow, laneOf, setLane } from './model-edits.ts';
import type { Importer } from './place-elements.ts';

/** What hangs on others that may have come in the same change: lanes, hosts, default flows, labels. */
export interface Settling {
  /**
   * Puts that right for an element. @param lanes all that there are @param altered gets what has to be drawn again
   * @returns whether something was put right that is not drawn again
   * @throws CannotFollow
   */
  settle(id: string, now: Element, lanes: readonly Semantic[], altered: Set<Drawn>): boolean;
}

export function createSettling(viewer: Viewer, labels: LabelPlaces): Settling {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const importer = viewer.get<Importer>('bpmnImporter');
  const drawn = (id: string) => registry.get(id) as unknown as Drawn | undefined;
  const semantic = (id: string): Semantic | undefined => drawn(id)?.businessObject;

  function settle(id: string, now: Element, lanes: readonly Semantic[], altered: Set<Drawn>): boolean {
    let isPutRight = false;
    const one = drawn(id);
    if (one === undefined) return false;
    const { businessObject } = one;
    const { lane, attachedTo, default: byDefault } = now.properties;
    if (businessObject.$instanceOf('bpmn:FlowNode') && !one.waypoints) {
      const wanted = typeof lane === 'string' ? semantic(lane) : undefined;
      if (laneOf(businessObject, lanes) !== wanted) {
        setLane(businessObject, wanted, lanes);
        isPutRight = true;
      }
    }
    if (has(businessObject, 'attachedToRef') && one.host?.id !== attachedTo) {
      const host = typeof attachedTo === 'string' ? drawn(attachedTo) : undefined;
      if (host === undefined) throw new CannotFollow(`${id} is attached to nothing`);
      businessObject.set('attachedToRef', host.businessObject);
      one.host = host;
      isPutRight = true;
    }
    if (has(businessObject, 'default')) {
      const before = businessObject.get<Semantic | undefined>('default');
      const wanted = typeof byDefault === 'string' ? semantic(byDefault) : undefined;
      if (before !== wanted) {
        businessObject.set('default', wanted);
        for (const flow of [before, wanted]) if (flow && drawn(flow.id)) altered.add(drawn(flow.id)!);
      }
    }
    return settleLabel(one, altered) || isPutRight;
  }

  /** @returns whether a label has come or gone */
  function settleLabel(one: Drawn, altered: Set<Drawn>): boolean {
    const wanted = labels.wanted(one);
    const { label } = one;
    if (wanted !== undefined && label !== undefined) {
      if (!sameBox(label, wanted) || altered.has(one)) altered.add(Object.assign(label, wanted));
      return false;
    }
    if (label !== undefined) {
      canvas.removeShape(label as never);
      label.labelTarget = null;
    } else if (wanted !== undefined) importer.addLabel(one.businessObject, one.di, one);
    return label !== undefined || wanted !== undefined;
  }

  return { settle };
}
