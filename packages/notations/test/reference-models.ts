import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/data/bpmn/miwg-reference/', import.meta.url));

/** The interchange reference models of the BPMN working group, where the machine has them; null where it has not. */
export const referenceModels: readonly { readonly name: string; readonly text: string }[] | null = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.bpmn'))
      .sort()
      .map((name) => ({ name, text: readFileSync(`${folder}${name}`, 'utf8') }))
  : null;

export const skip =
  referenceModels === null ? 'the reference models are not in ../shared/data/bpmn/miwg-reference' : false;
