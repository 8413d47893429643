import type { Viewer } from './bpmn-js.ts';

/** What a list is called that bpmn-js opens without a title. */
const UNNAMED = 'Results';

/** Gives those who cannot see a menu a name for its list in their language. */
export function nameMenuLists(modeler: Viewer): void {
  const translate = modeler.get<(text: string) => string>('translate');
  modeler.on('popupMenu.opened', () => {
    for (const list of document.querySelectorAll(`.djs-popup [aria-label="${UNNAMED}"]`)) {
      list.setAttribute('aria-label', translate(UNNAMED));
    }
  });
}
