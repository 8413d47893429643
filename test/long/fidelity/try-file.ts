import {
  type Change,
  type Graph,
  inverse,
  type Layout,
  type Notation,
  type Operation,
  type Plan,
  planPatch,
} from '@ameide/graph-model';
import { createRandom, type Random } from '../random.ts';
import { canonicalLoss } from './canonical-loss.ts';
import { drawingFaults } from './drawing.ts';
import type { FaultKind, Finding } from './fault-kinds.ts';
import { type EditKind, editKinds, randomEdit } from './random-edits.ts';

/** What became of one edit. */
export interface EditResult {
  readonly kind: EditKind;
  /** `applied`, or the code of the first error. */
  readonly outcome: string;
  /** Of an applied edit: `identical`, or why its inverse gives other bytes. */
  readonly inverse?: string;
  /** Of an applied edit of a valid document. */
  readonly valid?: boolean;
}

export interface FileResult {
  readonly file: string;
  /** `read`, or why not. */
  readonly outcome: string;
  readonly valid: boolean;
  readonly edits: readonly EditResult[];
  readonly findings: readonly Finding[];
}

export interface TryOptions {
  readonly notation: Notation;
  readonly seed: string;
  /** Edits for each document. */
  readonly edits: number;
  /** CPU time of one step, in ms. */
  readonly budgetMs: number;
  /** Told before each step, so that one that never ends is known. */
  readonly onStep?: (step: string) => void;
}

/** Reads a document, exports it unchanged, and edits it at random. What goes wrong becomes a finding; nothing is thrown. */
export function tryFile(file: string, bytes: Uint8Array, options: TryOptions): FileResult {
  return new FileTrial(file, options).run(bytes);
}

interface Model {
  readonly document: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly schemaErrors: ReadonlySet<string>;
}

class FileTrial {
  readonly #file: string;
  readonly #options: TryOptions;
  readonly #random: Random;
  readonly #findings: Finding[] = [];
  readonly #edits: EditResult[] = [];
  #edit = 0;
  #operations: readonly Operation[] | undefined;

  constructor(file: string, options: TryOptions) {
    this.#file = file;
    this.#options = options;
    this.#random = createRandom(`${options.seed}\n${file}`);
  }

  run(bytes: Uint8Array): FileResult {
    let outcome = 'crash';
    let original: Model | undefined;
    try {
      const { notation } = this.#options;
      const decoded = this.#step('decode', () => notation.decode(bytes));
      if ('fault' in decoded) return this.#result('refused: encoding', false);
      const { text } = decoded;
      const read = this.#step('read', () => notation.read(text));
      if (!read.ok) return this.#result(`refused: ${read.reason} (${read.diagnostics[0]?.code})`, false);
      outcome = 'read';
      const exported = this.#step('export', () =>
        notation.encode(notation.write(text, { semantic: [], layout: [] }).document),
      );
      if (!Buffer.from(exported).equals(bytes))
        this.#find('changed_unasked', `an export without changes has other bytes, ${firstDifference(bytes, exported)}`);
      original = { document: text, graph: read.graph, layout: read.layout, schemaErrors: this.#validate(text) };
      this.#editAll(original);
    } catch (error) {
      this.#find('crash', stackOf(error));
    }
    return this.#result(outcome, original?.schemaErrors.size === 0);
  }

  #editAll(original: Model): void {
    let latest = original;
    const offset = this.#random.below(editKinds.length);
    for (let at = 0; at < this.#options.edits; at += 1) {
      this.#edit = at + 1;
      const kind = editKinds[(offset + at) % editKinds.length]!;
      // Some edits go on from the ones before, as people do.
      const model = this.#random.once(3) ? latest : original;
      try {
        latest = this.#tryEdit(kind, model) ?? latest;
      } catch (error) {
        this.#find('crash', stackOf(error));
        this.#edits.push({ kind, outcome: 'crash' });
      }
      this.#operations = undefined;
    }
  }

  #tryEdit(kind: EditKind, before: Model): Model | undefined {
    const { notation } = this.#options;
    const operations = randomEdit(kind, before, this.#random);
    if (operations === undefined) return undefined;
    this.#operations = operations;
    const plan = this.#step('plan', () =>
      planPatch({ graph: before.graph, layout: before.layout, operations, notation }),
    );
    if (!plan.ok) return this.#refused(kind, plan.diagnostics.find(({ severity }) => severity === 'error')!.code);
    const { change } = plan;
    if (change.semantic.length + change.layout.length === 0) return this.#refused(kind, 'no_change');
    const { document } = this.#step('write', () => notation.write(before.document, change));
    const schemaErrors = this.#validate(document);
    const introduced = [...schemaErrors].filter((message) => !before.schemaErrors.has(message));
    if (introduced.length > 0 && before.schemaErrors.size === 0) this.#find('made_invalid', introduced.join('; '));
    const loss = this.#step('compare', () => canonicalLoss(before.document, document, change));
    if (loss.length > 0) this.#find('canonical_loss', `${loss.length} lost: ${loss.slice(0, 3).join(' | ')}`);
    const again = this.#reread(document, plan);
    if (again === undefined) return undefined;
    const after = { document, ...again, schemaErrors };
    this.#checkDrawing(before, after, change, operations);
    this.#edits.push({
      kind,
      outcome: 'applied',
      inverse: this.#takeBack(kind, before, document, change),
      valid: schemaErrors.size === 0,
    });
    return after;
  }

  #refused(kind: EditKind, outcome: string): undefined {
    this.#edits.push({ kind, outcome });
  }

  /** The document as it is stored and read again, which has to say what the plan said. */
  #reread(document: string, plan: Plan): { graph: Graph; layout: Layout } | undefined {
    const { notation } = this.#options;
    const stored = notation.decode(notation.encode(document));
    if (!('text' in stored) || stored.text !== document)
      this.#find('not_as_planned', 'the bytes of the document are another document');
    const read = this.#step('read', () => notation.read(document));
    if (!read.ok) {
      this.#find('not_as_planned', `the document cannot be read any more: ${read.diagnostics[0]?.message}`);
      return undefined;
    }
    const differences = [
      ...differing('node', read.graph.nodes, plan.after.graph.nodes),
      ...differing('edge', read.graph.edges, plan.after.graph.edges),
      ...differing('bounds', read.layout.bounds, plan.after.layout.bounds),
      ...differing('waypoints', read.layout.waypoints, plan.after.layout.waypoints),
    ];
    if (differences.length > 0)
      this.#find('not_as_planned', `${differences.length}: ${differences.slice(0, 3).join(' | ')}`);
    return { graph: read.graph, layout: read.layout };
  }

  #checkDrawing(before: Model, after: Model, change: Change, operations: readonly Operation[]): void {
    const { overlaps, twice, loose } = drawingFaults(before, after, change, operations);
    for (const what of overlaps) this.#find('overlap', what);
    for (const what of twice) this.#find('drawn_twice', what);
    for (const what of loose) this.#find('loose_end', what);
  }

  #takeBack(kind: EditKind, before: Model, document: string, change: Change): string {
    const { notation } = this.#options;
    const undone = this.#step('undo', () => notation.write(document, inverse(change)).document);
    if (undone === before.document) return 'identical';
    const removes = change.semantic.some(({ type }) => type.endsWith('_removed'));
    const reason = removes ? 'what was removed comes back as the graph knows it' : 'unexplained';
    if (!removes)
      this.#find('inverse', `${kind}: ${firstDifference(Buffer.from(before.document), Buffer.from(undone))}`);
    return reason;
  }

  #validate(document: string): ReadonlySet<string> {
    return new Set(
      this.#step('validate', () => this.#options.notation.validate(document)).map(({ message }) => message),
    );
  }

  #step<T>(name: string, run: () => T): T {
    this.#options.onStep?.(this.#edit === 0 ? name : `${name} of edit ${this.#edit}`);
    const start = process.threadCpuUsage();
    const result = run();
    const { user, system } = process.threadCpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms > this.#options.budgetMs) this.#find('slow', `${name} took ${Math.round(ms)} ms`);
    return result;
  }

  #find(kind: FaultKind, what: string): void {
    const operations = this.#operations;
    this.#findings.push({ kind, file: this.#file, edit: this.#edit, what, ...(operations && { operations }) });
  }

  #result(outcome: string, valid: boolean): FileResult {
    return { file: this.#file, outcome, valid, edits: this.#edits, findings: this.#findings };
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

function firstDifference(before: Uint8Array, after: Uint8Array): string {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at += 1;
  const shown = (bytes: Uint8Array) =>
    JSON.stringify(Buffer.from(bytes.subarray(Math.max(0, at - 20), at + 60)).toString());
  return `from byte ${at}: ${shown(before)} became ${shown(after)}`;
}

const stackOf = (error: unknown) =>
  (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n').slice(0, 4).join(' ');
