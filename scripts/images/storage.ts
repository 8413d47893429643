import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where images, layers and what was found out about them are kept: `AMEIDE_IMAGES`, or else the person's cache folder. */
export const STORAGE =
  process.env.AMEIDE_IMAGES ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ameide', 'image-builds');
