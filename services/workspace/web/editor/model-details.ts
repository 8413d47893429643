import type { ElementRegistry, Viewer } from './bpmn-js.ts';
import { type Drawn, listOf, type Semantic } from './drawn.ts';

/** What a vendor has written into an element. It is kept, and not ours to change. */
export interface ForeignContent {
  readonly name: string;
  readonly text: string;
}

/** What the document says and the server's graph does not. */
export interface ModelDetails {
  foreign(elementId: string): readonly ForeignContent[];
}

interface Generic extends Semantic {
  readonly $attrs?: Readonly<Record<string, unknown>>;
  readonly $body?: string;
  readonly $children?: readonly Generic[];
}

const OWN = 'ameide:';

export function createModelDetails(viewer: Viewer): ModelDetails {
  return {
    foreign(elementId) {
      const drawn = viewer.get<ElementRegistry>('elementRegistry').get(elementId) as unknown as Drawn | undefined;
      const element = drawn?.businessObject as Generic | undefined;
      const extensions = element?.get<Semantic | undefined>('extensionElements');
      return [
        ...attributesOf(element),
        ...(listOf(extensions, 'values') as Generic[])
          .filter(({ $type }) => !$type.startsWith(OWN))
          .map((content) => ({ name: content.$type, text: inWords(content) })),
      ];
    },
  };
}

function attributesOf(element: Generic | undefined): ForeignContent[] {
  const attributes = Object.entries(element?.$attrs ?? {});
  return attributes
    .filter(([name]) => name.includes(':') && !/^(xmlns|xsi):/.test(name))
    .map(([name, value]) => ({ name, text: String(value) }));
}

/** Such as `key=check, acme:field (name=amount)`. */
function inWords(content: Generic): string {
  const attributes = Object.entries(content)
    .filter(([name, value]) => !name.startsWith('$') && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`);
  const inner = (content.$children ?? []).map((child) => {
    const text = inWords(child);
    return text === '' ? child.$type : `${child.$type} (${text})`;
  });
  return [content.$body?.trim() ?? '', ...attributes, ...inner].filter((part) => part !== '').join(', ');
}
