import type { Diagnostic, Finding, Graph, Layout, Notation } from '@ameide/graph-model';

/** One thing to say about a model: of its schema, its rules, good style in it, or of operations that do not fit it. */
export type AnyFinding = Omit<Finding, 'source'> & { readonly source: Finding['source'] | 'operation' | 'schema' };

const severities = ['error', 'warning', 'info'];

/** The errors first; of the same severity, those of the schema. @param schemaErrors of the document */
export function findingsOf(
  notation: Notation,
  model: { readonly graph: Graph; readonly layout: Layout },
  schemaErrors: readonly Diagnostic[],
): readonly AnyFinding[] {
  const all = [...withoutFixes('schema', schemaErrors), ...notation.inspect(model)];
  return all.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

export function withoutFixes(source: AnyFinding['source'], diagnostics: readonly Diagnostic[]): readonly AnyFinding[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, source, fixes: [] }));
}
