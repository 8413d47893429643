import { createStore } from '../../data/store.ts';

export const paletteIsOpen = createStore(false);

export const openPalette = () => paletteIsOpen.set(true);
export const closePalette = () => paletteIsOpen.set(false);
