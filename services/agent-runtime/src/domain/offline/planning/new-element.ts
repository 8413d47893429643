import { kindWords } from '../model/kind.ts';

/** What is added, as `element-kind.ts` reads it, with its name. */
export interface NewElement {
  readonly kind: string;
  readonly eventDefinition?: string;
  readonly name: string;
}

/** What is added, in words. */
export function describe({ kind, name, eventDefinition }: NewElement): string {
  const words = eventDefinition === undefined ? kindWords(kind) : `${eventDefinition} ${kindWords(kind)}`;
  return name === '' ? words : `${words} "${name}"`;
}
