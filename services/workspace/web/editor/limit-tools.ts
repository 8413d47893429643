import type { Viewer } from './bpmn-js.ts';

/** What no operation says: nobody shall draw what is not kept. Undo is a matter of the server, search one of the page. */
const UNSUPPORTED_ENTRIES: ReadonlySet<string> = new Set([
  // A condition without words is no condition.
  'replace-with-conditional-flow',
  'toggle-participant-multiplicity',
]);
/** What was cut is gone when it is put in again, and with it what only its document had. */
const UNSUPPORTED_ACTIONS = ['undo', 'redo', 'find', 'cut'];

interface EditorActions {
  register(name: string, action: () => void): void;
  unregister(name: string): void;
  isRegistered(name: string): boolean;
}

type Entries = Record<string, unknown>;

interface PopupMenu {
  registerProvider(id: string, priority: number, provider: object): void;
}

/** After the providers of bpmn-js. */
const LAST = 500;

/** Takes out of the menus what the server cannot do. */
export function limitTools(modeler: Viewer): void {
  const without = () => (entries: Entries) =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => !UNSUPPORTED_ENTRIES.has(key)));
  modeler.get<PopupMenu>('popupMenu').registerProvider('bpmn-replace', LAST, {
    getPopupMenuEntries: without,
    getPopupMenuHeaderEntries: without,
  });
  const actions = modeler.get<EditorActions>('editorActions');
  for (const action of UNSUPPORTED_ACTIONS) {
    if (actions.isRegistered(action)) actions.unregister(action);
    // Keys call actions by name, and what is not there throws.
    actions.register(action, () => {});
  }
}
