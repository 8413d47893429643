import { readdirSync, readFileSync } from 'node:fs';
import { type ZodType, z } from 'zod';

/**
 * Reads what the files of a folder define, one JSON file each, named by its id; in the order of their names.
 * @param what they are, for the error
 * @throws Error that names the file and what is wrong with it
 */
export function readJsonFiles<Defined extends { readonly id: string }>(
  folder: URL,
  what: string,
  schema: ZodType<Defined>,
): readonly Defined[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const result = schema.safeParse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    if (!result.success) throw new Error(`${what} file ${file}: ${z.prettifyError(result.error)}`);
    const { id } = result.data;
    if (`${id}.json` !== file) throw new Error(`${what} file ${file}: it must be named ${id}.json`);
    return result.data;
  });
}
