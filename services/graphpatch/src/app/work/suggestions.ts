import { fingerprint } from '@ameide/event-store';
import type { Suggestion } from '@ameide/graph-model';
import type { ContractJson } from '../ports.ts';
import type { LoadedModel } from './open-model.ts';

/** A suggestion under an id that says what it is about and what it does. */
export interface KnownSuggestion extends Suggestion {
  readonly id: string;
}

const MAX_OPERATIONS = 100;
const MAX_BYTES = 100_000;

/** What a model suggests, the surest first. Larger ones than people can look over are left out. */
export function suggestionsOf(
  { json }: { readonly json: Pick<ContractJson, 'operations'> },
  { notation, graph, layout }: LoadedModel,
  language: string,
): readonly KnownSuggestion[] {
  return notation.suggest({ graph, layout }, language).flatMap((suggestion) => {
    const { code, elementIds, reason } = suggestion;
    const operations = suggestion.operations.map((operation) => ({ ...operation, rationale: reason }));
    const size = Buffer.byteLength(JSON.stringify(json.operations(operations)));
    if (operations.length > MAX_OPERATIONS || size > MAX_BYTES) return [];
    return [{ ...suggestion, operations, id: fingerprint([code, elementIds, json.operations(suggestion.operations)]) }];
  });
}
