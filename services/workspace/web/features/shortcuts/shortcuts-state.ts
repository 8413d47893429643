import { createStore } from '../../data/store.ts';

export const shortcutsAreOpen = createStore(false);

export const openShortcuts = () => shortcutsAreOpen.set(true);
export const closeShortcuts = () => shortcutsAreOpen.set(false);
