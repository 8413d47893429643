import { createStore } from '../../data/store.ts';
import type { Ghost } from '../../editor/ghosts.ts';

/** What the canvas shows of something that was not proposed to anybody yet, instead of what was. */
export const previewedGhosts = createStore<readonly Ghost[] | undefined>(undefined);
