import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Model {
  readonly name: string;
  readonly text: string;
}

function modelsIn(folder: string): readonly Model[] {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith('.bpmn'));
  return names.sort().map((name) => ({ name, text: readFileSync(`${path}${name}`, 'utf8') }));
}

/** The interchange reference models of the BPMN working group; none where the machine does not have them. */
export const referenceModels = modelsIn('../../../../shared/data/bpmn/miwg-reference/');

/** The sample models that the platform starts with. */
export const sampleModels = modelsIn('../../../services/platform/samples/');

export const skip =
  referenceModels.length === 0 ? 'the reference models are not in ../shared/data/bpmn/miwg-reference' : false;
