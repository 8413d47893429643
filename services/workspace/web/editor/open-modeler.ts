import ModelerModule from 'bpmn-js/lib/Modeler.js';
import RuleProviderModule from 'diagram-js/lib/features/rules/RuleProvider.js';
import type { ElementRegistry } from './bpmn-js.ts';
import { type CanvasListeners, type CanvasView, createCanvasView, drawing, type Viewbox } from './canvas-view.ts';
import { type Step, stepsBetween } from './gesture.ts';
import { takeSnapshot } from './snapshot.ts';
import './modeler.css';

// See bpmn-js.ts: at run time the imports are the classes themselves.
const Modeler = ModelerModule as unknown as typeof ModelerModule.default;
const RuleProvider = RuleProviderModule as unknown as typeof RuleProviderModule.default;

/** What the editor tells the page, beside what every canvas tells. */
export interface EditorListeners extends CanvasListeners {
  /** A gesture has ended. */
  onGesture(steps: readonly Step[]): void;
  /** Whether gestures are still on their way to the server: until they are there, nothing is drawn anew. */
  isWaiting(): boolean;
}

/** What no operation says yet: nobody shall draw what is not kept. Undo is a matter of the server, and of the page. */
const UNSUPPORTED_TOOLS = ['participant-expanded', 'group', 'data-object', 'data-store', 'subprocess-expanded'];
const UNSUPPORTED_ENTRIES = /^(replace|lane-|append\.compensation)/;
const UNSUPPORTED_ACTIONS = ['replaceElement', 'copy', 'cut', 'paste', 'duplicate', 'setColor', 'undo', 'redo'];

/** A diagram to draw on: each gesture becomes operations, and the server's document is the truth. */
export function openModeler(container: HTMLElement, listeners: EditorListeners, viewbox?: Viewbox): CanvasView {
  const modeler = new Modeler({ container, ...drawing, additionalModules: [limits] });
  limitTools(modeler);
  const registry = modeler.get<ElementRegistry>('elementRegistry');
  const labels = modeler.get<{ isActive(): boolean }>('directEditing');
  const dragging = modeler.get<{ context(): unknown }>('dragging');
  const isBusy = () => labels.isActive() || Boolean(dragging.context()) || listeners.isWaiting();
  const onDrawn = () => {
    before = takeSnapshot(registry);
  };
  const view = createCanvasView(modeler, listeners, viewbox, { isBusy, onDrawn });
  let before = takeSnapshot(registry);

  // Listeners of bpmn-js must neither return values nor throw: both would break the command that runs.
  modeler.on('import.done', onDrawn);
  modeler.on<{ trigger: string }>('commandStack.changed', ({ trigger }) => {
    if (trigger === 'clear') return;
    const after = takeSnapshot(registry);
    const steps = stepsBetween(before, after);
    before = after;
    if (steps.length > 0) queueMicrotask(() => listeners.onGesture(steps));
  });
  modeler.on(['directEditing.complete', 'directEditing.cancel', 'drag.cleanup'], () => {
    setTimeout(() => void view.catchUp());
  });

  return view;
}

interface EditorActions {
  register(name: string, action: () => void): void;
  unregister(name: string): void;
  isRegistered(name: string): boolean;
}

type Entries = Record<string, unknown>;

interface EntryHost {
  registerProvider(priority: number, provider: object): void;
}

/** After the providers of bpmn-js. */
const LAST = 500;

function limitTools(modeler: { get<T>(name: string): T }): void {
  const without = (isUnwanted: (key: string) => boolean) => () => (entries: Entries) =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => !isUnwanted(key)));
  modeler.get<EntryHost>('palette').registerProvider(LAST, {
    getPaletteEntries: without((key) => UNSUPPORTED_TOOLS.some((tool) => key === `create.${tool}`)),
  });
  const pad = without((key) => UNSUPPORTED_ENTRIES.test(key));
  modeler
    .get<EntryHost>('contextPad')
    .registerProvider(LAST, { getContextPadEntries: pad, getMultiElementContextPadEntries: pad });
  const actions = modeler.get<EditorActions>('editorActions');
  for (const action of UNSUPPORTED_ACTIONS) {
    if (actions.isRegistered(action)) actions.unregister(action);
    // Keys call actions by name, and what is not there throws.
    actions.register(action, () => {});
  }
}

interface Moving {
  readonly shapes?: readonly { readonly labelTarget?: unknown }[];
  readonly shape?: { readonly labelTarget?: unknown };
}

/** Above the rules of bpmn-js. */
const FIRST = 2_000;

/** The place of a label is not kept yet, so that labels stay where they are. */
class LabelRules extends RuleProvider {
  static override $inject = ['eventBus'];

  override init(): void {
    this.addRule('elements.move', FIRST, ({ shapes }: Moving) =>
      shapes?.some(({ labelTarget }) => labelTarget) ? false : undefined,
    );
    this.addRule('shape.resize', FIRST, ({ shape }: Moving) => (shape?.labelTarget ? false : undefined));
  }
}

const limits = { __init__: ['labelRules'], labelRules: ['type', LabelRules] };
