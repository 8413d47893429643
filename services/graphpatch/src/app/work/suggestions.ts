import { fingerprint } from '@ameide/event-store';
import type { Suggestion } from '@ameide/graph-model';
import type { ContractJson } from '../answer-ports.ts';

/** A suggestion under an id that says what it is about and what it does. */
export interface KnownSuggestion extends Suggestion {
  readonly id: string;
}

const MAX_OPERATIONS = 100;
const MAX_BYTES = 100_000;
/** People look over a drawing as a picture. */
const MAX_DRAWN_BYTES = 2_000_000;

type Deps = { readonly json: Pick<ContractJson, 'operations'> };

/** The first suggestions with their ids. @param limit how many */
export function identified(deps: Deps, suggestions: readonly Suggestion[], limit: number): readonly KnownSuggestion[] {
  const known: KnownSuggestion[] = [];
  for (const suggestion of suggestions) {
    if (known.length === limit) break;
    known.push(...identify(deps, suggestion));
  }
  return known;
}

export function suggestionWithId(
  deps: Deps,
  suggestions: readonly Suggestion[],
  id: string,
): KnownSuggestion | undefined {
  for (const suggestion of suggestions) {
    const [known] = identify(deps, suggestion);
    if (known?.id === id) return known;
  }
  return undefined;
}

/** Nothing for what is larger than people can look over. */
function identify({ json }: Deps, suggestion: Suggestion): readonly KnownSuggestion[] {
  const { code, elementIds, reason } = suggestion;
  const operations = suggestion.operations.map((operation) => ({ ...operation, rationale: reason }));
  const size = Buffer.byteLength(JSON.stringify(json.operations(operations)));
  const isDrawing = operations.every(({ type }) => type === 'arrange');
  if (operations.length > MAX_OPERATIONS || size > (isDrawing ? MAX_DRAWN_BYTES : MAX_BYTES)) return [];
  return [{ ...suggestion, operations, id: fingerprint([code, elementIds, json.operations(suggestion.operations)]) }];
}
