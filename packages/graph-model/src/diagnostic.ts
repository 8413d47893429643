/** One finding about a document, a model or an operation. Errors refuse the write; warnings and infos do not. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable, lower snake case: `selector_matches_nothing`, `bpmn_start_event_incoming`. */
  readonly code: string;
  /** One sentence for a person that says what is wrong and, where it can, what to do. */
  readonly message: string;
  /** The operation it is about, if it is about one. */
  readonly operationId?: string;
  /** The elements it is about. */
  readonly elementIds?: readonly string[];
  /** Line and column in the document, both from 1, if it is about a place in one. */
  readonly line?: number;
  readonly column?: number;
}
