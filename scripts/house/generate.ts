import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { typeScriptConfigs } from './references.ts';
import { readWorkspace, root } from './workspace.ts';

/** `pnpm generate:house`: writes the references of every tsconfig.json. */
for (const [path, text] of await typeScriptConfigs(await readWorkspace())) {
  await writeFile(join(root, path), text);
}
