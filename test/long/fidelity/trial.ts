import type { Change, Graph, Layout, ModelVersion, Notation, Operation } from '@ameide/graph-model';
import { canonicalLoss } from './canonical-loss.ts';
import type { FaultKind, Finding } from './fault-kinds.ts';

export interface TrialOptions {
  readonly notation: Notation;
  /** CPU time of one step, in ms. */
  readonly budgetMs: number;
  /** Told before each step, so that one that never ends is known. */
  readonly onStep?: (step: string) => void;
}

/** A version of a model, with what the schema has against it. */
export interface Model extends ModelVersion {
  readonly schemaErrors: ReadonlySet<string>;
}

/** What happens to one file: steps that are timed, checks whose failures are kept. */
export class Trial {
  readonly findings: Finding[] = [];
  readonly notation: Notation;
  readonly #file: string;
  readonly #options: TrialOptions;
  #edit = 0;
  /** Of the edit that is tried. */
  operations: readonly Operation[] | undefined;

  constructor(file: string, options: TrialOptions) {
    this.#file = file;
    this.#options = options;
    this.notation = options.notation;
  }

  /** What is found from now on is about the edit of this number. */
  begin(edit: number): void {
    this.#edit = edit;
    this.operations = undefined;
  }

  find(kind: FaultKind, what: string): void {
    const { operations } = this;
    this.findings.push({ kind, file: this.#file, edit: this.#edit, what, ...(operations && { operations }) });
  }

  step<T>(name: string, run: () => T): T {
    this.#options.onStep?.(this.#edit === 0 ? name : `${name} of edit ${this.#edit}`);
    const start = process.threadCpuUsage();
    const result = run();
    const { user, system } = process.threadCpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms > this.#options.budgetMs) this.find('slow', `${name} took ${Math.round(ms)} ms`);
    return result;
  }

  schemaErrors(document: string): ReadonlySet<string> {
    return new Set(this.step('validate', () => this.notation.validate(document)).map(({ message }) => message));
  }

  /**
   * A document that was written for a change: as valid as before, without losses, and the model that was planned.
   *
   * @param takenBack the edit that the change takes back
   */
  checkWritten(
    before: Model,
    document: string,
    change: Change,
    planned: { readonly graph: Graph; readonly layout: Layout },
    takenBack?: { readonly before: Model; readonly after: Model },
  ): Model | undefined {
    const find = (kind: FaultKind, what: string) =>
      this.find(kind, takenBack ? `an earlier edit is taken back: ${what}` : what);
    const schemaErrors = this.schemaErrors(document);
    const introduced = [...schemaErrors].filter((message) => !before.schemaErrors.has(message));
    if (introduced.length > 0 && before.schemaErrors.size === 0) find('made_invalid', introduced.join('; '));
    const edit = takenBack && { before: takenBack.before.document, after: takenBack.after.document };
    const loss = this.step('compare', () => canonicalLoss(before.document, document, change, edit));
    if (loss.length > 0) find('canonical_loss', `${loss.length} lost: ${loss.slice(0, 3).join(' | ')}`);
    // As it is stored and read again.
    const stored = this.notation.decode(this.notation.encode(document));
    if (!('text' in stored) || stored.text !== document)
      find('not_as_planned', 'the bytes of the document are another document');
    const read = this.step('read', () => this.notation.read(document));
    if (!read.ok) {
      find('not_as_planned', `the document cannot be read any more: ${read.diagnostics[0]?.message}`);
      return undefined;
    }
    const { name, graph, layout } = read;
    const differences = [
      ...differing('node', graph.nodes, planned.graph.nodes),
      ...differing('edge', graph.edges, planned.graph.edges),
      ...differing('bounds', layout.bounds, planned.layout.bounds),
      ...differing('waypoints', layout.waypoints, planned.layout.waypoints),
    ];
    if (differences.length > 0) {
      find('not_as_planned', `${differences.length}: ${differences.slice(0, 3).join(' | ')}`);
    }
    return { name, document, graph, layout, schemaErrors };
  }
}

function differing<T>(what: string, found: ReadonlyMap<string, T>, wanted: ReadonlyMap<string, T>): string[] {
  const ids = new Set([...found.keys(), ...wanted.keys()]);
  return [...ids].flatMap((id) => {
    const [a, b] = [canonical(found.get(id)), canonical(wanted.get(id))];
    return a === b ? [] : [`${what} ${id} is ${a?.slice(0, 200) ?? 'not there'}, not ${b?.slice(0, 200) ?? 'gone'}`];
  });
}

/** JSON in which the order of fields does not count. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
