import { getExternalLabelBounds, getLabel, isLabelExternal } from 'bpmn-js/lib/util/LabelUtil.js';
import type { Element } from '../data/elements.ts';
import type { TextRenderer } from './bpmn-js.ts';
import type { Box, Drawn, Moddle, Semantic } from './drawn.ts';

/**
 * Where the server's document puts labels. bpmn-js writes places of its own while a person draws; here is what counts.
 */
export interface LabelPlaces {
  /** Learns where an element that has come or changed has its name; forgets one that is gone. */
  learn(id: string, element: Element | undefined): void;
  has(id: string): boolean;
  /** Where the label of an element is to be drawn; undefined for none. Gives the drawing of the element its place back. */
  wanted(element: Drawn): Box | undefined;
}

export function createLabelPlaces(text: TextRenderer, moddle: Moddle): LabelPlaces {
  const places = new Map<string, Box>();

  return {
    learn(id, element) {
      const bounds = element?.label;
      if (bounds === undefined) places.delete(id);
      else places.set(id, { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height });
    },
    has: (id) => places.has(id),
    wanted(element) {
      const { di, businessObject } = element;
      const place = places.get(element.id);
      if (place) {
        const label = labelOf(di) ?? moddle.create('bpmndi:BPMNLabel');
        label.set('bounds', moddle.create('dc:Bounds', place));
        di.set('label', label);
      } else labelOf(di)?.set('bounds', undefined);
      const name: string | undefined = getLabel(element as never);
      if (!isLabelExternal(businessObject as never) || !name) return undefined;
      const bounds: Box = getExternalLabelBounds(di as never, element as never);
      // As the importer of bpmn-js does it.
      if (!place || bounds.width <= 0) return rounded(text.getExternalLabelBounds(bounds, name));
      const style = text.getExternalStyle();
      const { height } = text.getDimensions(name, { box: bounds, style } as never);
      return rounded({ ...bounds, height: Math.ceil(height) });
    },
  };
}

const labelOf = (di: Semantic | undefined) =>
  di?.$instanceOf('bpmndi:BPMNPlane') === false ? di.get<Semantic | undefined>('label') : undefined;

export const rounded = ({ x, y, width, height }: Box): Box => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});
