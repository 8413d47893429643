import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const samples = fileURLToPath(new URL('../../../services/platform/samples/', import.meta.url));
/** Lies beside the checkout where the reference models are at hand. */
const reference = fileURLToPath(new URL('../../../../shared/data/bpmn/miwg-reference/', import.meta.url));

export interface NamedDocument {
  readonly name: string;
  readonly document: Uint8Array;
}

export async function sampleDocument(): Promise<NamedDocument> {
  const name = 'order-to-cash.bpmn';
  return { name, document: await readFile(join(samples, name)) };
}

/** The largest reference model, or the largest sample where the reference models are not at hand. */
export async function largestDocument(): Promise<NamedDocument> {
  const folder = existsSync(reference) ? reference : samples;
  const names = readdirSync(folder).filter((name) => name.endsWith('.bpmn'));
  const documents = await Promise.all(
    names.map(async (name) => ({ name, document: await readFile(join(folder, name)) })),
  );
  return documents.reduce((largest, next) => (next.document.length > largest.document.length ? next : largest));
}
