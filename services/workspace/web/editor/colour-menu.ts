import { wordsNow } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import type { Viewer } from './bpmn-js.ts';
import type { Colours } from './colours.ts';

const words = defineWords({
  en: {
    choose: 'Choose a colour',
    none: 'No colour',
    blue: 'Blue',
    orange: 'Orange',
    green: 'Green',
    red: 'Red',
    purple: 'Purple',
    grey: 'Grey',
  },
  de: {
    choose: 'Farbe wählen',
    none: 'Ohne Farbe',
    blue: 'Blau',
    orange: 'Orange',
    green: 'Grün',
    red: 'Rot',
    purple: 'Violett',
    grey: 'Grau',
  },
});

/** Pale fills under dark lines of the same hue. */
const palette = {
  blue: { fill: '#bbdefb', stroke: '#0d4372' },
  green: { fill: '#c8e6c9', stroke: '#205022' },
  orange: { fill: '#ffe0b2', stroke: '#6b3c00' },
  red: { fill: '#ffcdd2', stroke: '#831311' },
  purple: { fill: '#e1bee7', stroke: '#5b176d' },
  grey: { fill: '#e4e5e9', stroke: '#45484f' },
} as const;

interface Element {
  readonly id: string;
  readonly labelTarget?: Element | null;
}

interface ContextPad {
  registerProvider(priority: number, provider: object): void;
}

interface PopupMenu {
  registerProvider(id: string, provider: object): void;
  open(target: unknown, id: string, place: object, options: object): void;
}

interface Modeling {
  setColor(elements: readonly Element[], colours: Colours | undefined): void;
}

const MENU = 'colours';
/** After the entries of bpmn-js. */
const LAST = 500;
const WIDTH_PX = 180;

/** Lets people give colours to what is selected, and take them away. */
export function offerColours(modeler: Viewer): void {
  const pad = modeler.get<ContextPad>('contextPad');
  const menu = modeler.get<PopupMenu>('popupMenu');
  const modeling = modeler.get<Modeling>('modeling');

  const entries = (target: unknown) => {
    const { choose } = wordsNow(words);
    const open = (event: { readonly x?: number; readonly y?: number }) => {
      const { x = 0, y = 0 } = event;
      menu.open(target, MENU, { x, y, cursor: { x, y } }, { title: choose, width: WIDTH_PX });
    };
    const html = `<div class="entry colour-entry" draggable="true">${swatch('#9b94ff', '#5046d6')}</div>`;
    return { 'choose-colour': { group: 'edit', title: choose, html, action: { click: open } } };
  };
  const provider = { getContextPadEntries: entries, getMultiElementContextPadEntries: entries };
  pad.registerProvider(LAST, provider);

  menu.registerProvider(MENU, {
    getPopupMenuEntries(target: Element | readonly Element[]) {
      const t = wordsNow(words);
      // A name has no colour of its own.
      const elements = [target].flat().map((one) => one.labelTarget ?? one);
      const entry = (label: string, look: string, colours: Colours) => ({
        label,
        imageHtml: look,
        action: () => modeling.setColor(elements, colours),
      });
      return {
        none: entry(t.none, swatch('none', '#8b8e98'), none),
        ...Object.fromEntries(
          Object.entries(palette).map(([name, colours]) => [
            name,
            entry(t[name as keyof typeof palette], swatch(colours.fill, colours.stroke), colours),
          ]),
        ),
      };
    },
  });
}

/** Both are named, so that both go. */
const none = { fill: undefined, stroke: undefined } as unknown as Colours;

const swatch = (fill: string, stroke: string) =>
  `<svg class="swatch" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><rect x="2.5" y="2.5" width="15" height="15" rx="4" fill="${fill}" stroke="${stroke}" stroke-width="2"/></svg>`;
