import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where components are kept, outside every clone: `AMEIDE_COMPONENTS`, or else the person's cache folder. */
const CACHE =
  process.env.AMEIDE_COMPONENTS ??
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ameide', 'components');

/** The folder of one component. Its name holds what it is built from, so that two versions do not replace each other. */
export function componentFolder(name: string): string {
  return join(CACHE, name);
}
