import ModelerModule from 'bpmn-js/lib/Modeler.js';
import type { Canvas } from '../editor/bpmn-js.ts';
import { nameMenuLists } from '../editor/menu-lists.ts';

/** What the tools of bpmn-js say. */
export interface ToolTexts {
  /** What they ask to be translated. */
  readonly asked: readonly string[];
  /** What they show without having asked. */
  readonly untranslated: readonly string[];
}

const Modeler = ModelerModule as unknown as typeof ModelerModule.default;

interface Shape {
  readonly type: string;
}
type Target = Shape | readonly Shape[];

interface Modeling {
  createShape(shape: object, at: { x: number; y: number }, parent: unknown, hints?: object): Shape;
  connect(source: Shape, target: Shape): Shape;
}
interface ContextPad {
  open(target: Target, isForced: boolean): void;
  getEntries(target: Target): Record<string, { action: { click?: (event: Event, target: Target) => void } }>;
}

/** Opens palette, context pad and menus for what can be drawn, and for all that it can be changed to. */
async function readTools(): Promise<ToolTexts> {
  const asked = new Set<string>();
  const untranslated = new Set<string>();
  const translate = (text: string) => {
    asked.add(text);
    return `«${text}»`;
  };
  const container = document.createElement('div');
  container.style.cssText = 'width: 1200px; height: 800px';
  document.body.append(container);
  const modeler = new Modeler({ container, additionalModules: [{ translate: ['value', translate] }] });
  nameMenuLists(modeler);
  await modeler.createDiagram();
  const pad = modeler.get<ContextPad>('contextPad');
  const commands = modeler.get<{ undo(): void }>('commandStack');
  let replacement: Shape | undefined;
  modeler.on<{ context: { newShape: Shape } }>('commandStack.shape.replace.postExecuted', 1, ({ context }) => {
    replacement = context.newShape;
  });

  const read = () => {
    for (const shown of container.querySelectorAll(
      '.djs-palette *, .djs-context-pad *, .djs-popup *, .bjs-drilldown',
    )) {
      const texts = ['title', 'aria-label', 'placeholder'].map((name) => shown.getAttribute(name) ?? '');
      const own = [...shown.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      for (const text of [...texts, ...own.map(({ textContent }) => textContent ?? '')]) {
        if (text.trim() !== '' && !/^«.*»$/.test(text.trim())) untranslated.add(text);
      }
    }
  };
  /** @returns the keys of its entries */
  const openMenu = (target: Target, key: string): string[] => {
    const click = pad.getEntries(target)[key]?.action.click;
    if (!click) return [];
    pad.open(target, true);
    click(new MouseEvent('click', { clientX: 10, clientY: 10 }), target);
    return [...container.querySelectorAll<HTMLElement>('.djs-popup-body .entry')].map(({ dataset }) => dataset.id!);
  };
  const seen = new Set<string>();
  const explore = (shape: Shape): void => {
    const keys = openMenu(shape, 'replace');
    read();
    const look = `${shape.type} ${keys.join(' ')}`;
    if (seen.has(look)) return;
    seen.add(look);
    for (const key of keys) {
      openMenu(shape, 'replace');
      replacement = undefined;
      container.querySelector<HTMLElement>(`.djs-popup-body .entry[data-id="${key}"]`)!.click();
      if (replacement) explore(replacement);
      commands.undo();
    }
  };

  const modeling = modeler.get<Modeling>('modeling');
  const canvas = modeler.get<Canvas>('canvas');
  const put = (type: string, x: number, y: number, parent: unknown, more: object = {}, hints: object = {}) =>
    modeling.createShape({ type: `bpmn:${type}`, ...more }, { x, y }, parent, hints);
  const pool = put('Participant', 600, 300, canvas.getRootElement(), { width: 1100, height: 600 });
  const nodes = ['StartEvent', 'Task', 'ExclusiveGateway', 'IntermediateThrowEvent', 'EndEvent'];
  const drawn = nodes.map((type, index) => put(type, 150 + index * 150, 100, pool));
  const [, task, gateway] = drawn as [Shape, Shape, Shape];
  const flows = [modeling.connect(task, gateway), modeling.connect(gateway, drawn[3]!)];
  const unfolded = ['SubProcess', 'Transaction', 'AdHocSubProcess'].map((type, index) =>
    put(type, 250 + index * 360, 300, pool, { isExpanded: true }),
  );
  const inner = put('SubProcess', 250, 300, unfolded[0], {
    isExpanded: true,
    triggeredByEvent: true,
    width: 200,
    height: 120,
  });
  const others = [
    put('StartEvent', 200, 300, inner),
    put('BoundaryEvent', 300, 140, task, {}, { attach: true }),
    put('BoundaryEvent', 610, 400, unfolded[1], {}, { attach: true }),
    put('EndEvent', 610, 300, unfolded[1]),
    put('SubProcess', 150, 500, pool, { isExpanded: false }),
    put('EventBasedGateway', 300, 500, pool),
    put('DataObjectReference', 450, 500, pool),
    put('DataStoreReference', 600, 500, pool),
    put('TextAnnotation', 750, 500, pool),
    put('Group', 950, 500, pool),
    put('Participant', 600, 750, canvas.getRootElement(), { isExpanded: false }),
  ];
  for (const shape of [pool, ...drawn, ...flows, ...unfolded, inner, ...others]) explore(shape);
  const opened = new Promise((resolve) => modeler.on('popupMenu.opened', resolve));
  openMenu(drawn, 'align-elements');
  await opened;
  read();
  modeler.destroy();
  return { asked: [...asked].sort(), untranslated: [...untranslated].sort() };
}

(window as unknown as { readTools: typeof readTools }).readTools = readTools;
