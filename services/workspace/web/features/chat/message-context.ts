import { useState } from 'react';
import { usePreferences } from '../../design/preferences.ts';

/** An element as people see it. */
export interface SeenElement {
  readonly id: string;
  /** Empty when it has none. */
  readonly name: string;
  /** What it is called on a chip: its name, or else its kind. */
  readonly label: string;
}

/** What the person sees beside the chat, which goes along with a message. */
export interface SeenModel {
  /** Version of the model; 0 before it is known. */
  readonly version: number;
  /** The element whose inside fills the canvas. */
  readonly viewpoint: SeenElement | undefined;
  readonly selected: readonly SeenElement[];
}

/** Elements that a message may carry. */
const MOST = 50;

/** What of it goes along: the person can leave parts out, until they select them again. */
export function useMessageContext(seen: SeenModel | undefined) {
  const { language } = usePreferences();
  const [left, setLeft] = useState<readonly string[]>([]);
  const { version = 0, viewpoint, selected = [] } = seen ?? {};
  const there = [...(viewpoint ? [viewpoint] : []), ...selected].map(({ id }) => id);
  const stillLeft = left.filter((id) => there.includes(id));
  if (stillLeft.length !== left.length) setLeft(stillLeft);
  const goes = ({ id }: SeenElement) => !stillLeft.includes(id);
  const view = viewpoint && goes(viewpoint) ? viewpoint : undefined;
  const elements = selected.filter(goes).slice(0, MOST);
  const wire = ({ id, name }: SeenElement) => ({ id, name: name.replaceAll(/\s+/g, ' ').slice(0, 256) });
  return {
    viewpoint: view,
    selected: elements,
    leaveOut: (id: string) => setLeft((ids) => [...ids, id]),
    /** As a message carries it. */
    context: { version, language, selected: elements.map(wire), ...(view && { viewpoint: wire(view) }) },
  };
}
