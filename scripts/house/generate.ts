import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edgeFiles } from '../edge/files.ts';
import { typeScriptConfigs } from './references.ts';
import { readWorkspace, root } from './workspace.ts';

/** `pnpm generate:house`: writes the references of every tsconfig.json, and what the edge knows of the services. */
for (const [path, text] of [...(await typeScriptConfigs(await readWorkspace())), ...(await edgeFiles())]) {
  await writeFile(join(root, path), text);
}
