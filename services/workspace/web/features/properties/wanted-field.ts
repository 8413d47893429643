import { createStore } from '../../data/store.ts';

/** The property that the person was led to; it takes the focus as soon as it is there. */
export const wantedField = createStore<string | undefined>(undefined);
