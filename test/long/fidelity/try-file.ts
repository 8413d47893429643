import { applyEdits, type Change, type Operation, planPatch, planRevert, type TextEdit } from '@ameide/graph-model';
import { createRandom, type Random } from '../random.ts';
import { drawingFaults } from './drawing.ts';
import type { Finding } from './fault-kinds.ts';
import { type EditKind, editKinds, randomEdit } from './random-edits.ts';
import { type Model, Trial, type TrialOptions } from './trial.ts';

/** What became of one edit. */
export interface EditResult {
  readonly kind: EditKind;
  /** `applied`, or the code of the first error. */
  readonly outcome: string;
  /** Of an applied edit: whether taking it back gives the document before, byte for byte. */
  readonly undone?: boolean;
  /** Of an edit on top of another one: `taken back`, or why the other one cannot be. */
  readonly older?: string;
  /** Of an applied edit: whether the document is valid afterwards. */
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

export interface TryOptions extends TrialOptions {
  readonly seed: string;
  /** Edits for each document. */
  readonly edits: number;
}

/** Reads a document, exports it unchanged, and edits it at random. What goes wrong becomes a finding; nothing is thrown. */
export function tryFile(file: string, bytes: Uint8Array, options: TryOptions): FileResult {
  const trial = new Trial(file, options);
  const edits: EditResult[] = [];
  let [outcome, valid] = ['crash', false];
  try {
    const opened = open(trial, bytes);
    if (typeof opened === 'string') outcome = opened;
    else {
      outcome = 'read';
      valid = opened.schemaErrors.size === 0;
      editAll(trial, opened, options.edits, createRandom(`${options.seed}\n${file}`), edits);
    }
  } catch (error) {
    trial.find('crash', stackOf(error));
  }
  return { file, outcome, valid, edits, findings: trial.findings };
}

/** The model, or why it is refused. */
function open(trial: Trial, bytes: Uint8Array): Model | string {
  const { notation } = trial;
  const decoded = trial.step('decode', () => notation.decode(bytes));
  if ('fault' in decoded) return 'refused: encoding';
  const document = decoded.text;
  const read = trial.step('read', () => notation.read(document));
  if (!read.ok) return `refused: ${read.reason} (${read.diagnostics[0]?.code})`;
  const unchanged = trial.step('export', () => notation.write(document, { semantic: [], layout: [] }).document);
  const exported = notation.encode(unchanged);
  if (!Buffer.from(exported).equals(bytes)) {
    trial.find('changed_unasked', `an export without changes has other bytes, ${firstDifference(bytes, exported)}`);
  }
  return { ...read, document, schemaErrors: trial.schemaErrors(document) };
}

/** An edit that was applied. */
interface Commit {
  readonly before: Model;
  readonly after: Model;
  readonly edits: readonly TextEdit[];
  readonly change: Change;
  readonly operations: readonly Operation[];
}

function editAll(trial: Trial, original: Model, count: number, random: Random, results: EditResult[]): void {
  let latest: Commit | undefined;
  const offset = random.below(editKinds.length);
  for (let at = 0; at < count; at += 1) {
    const kind = editKinds[(offset + at) % editKinds.length]!;
    // Some edits go on from the ones before, as people do.
    const earlier = random.once(3) ? latest : undefined;
    trial.begin(at + 1);
    try {
      const made = tryEdit(trial, kind, earlier?.after ?? original, random);
      if (made === undefined) continue;
      if (typeof made === 'string') {
        results.push({ kind, outcome: made });
        continue;
      }
      const undone = isUndone(trial, made);
      const older = earlier && { older: takeBackOlder(trial, earlier, made) };
      results.push({ kind, outcome: 'applied', undone, ...older, valid: made.after.schemaErrors.size === 0 });
      latest = made;
    } catch (error) {
      trial.find('crash', stackOf(error));
      results.push({ kind, outcome: 'crash' });
    }
  }
}

/** The edit, the code with which it is refused, or nothing where the model has nothing for it. */
function tryEdit(trial: Trial, kind: EditKind, before: Model, random: Random): Commit | string | undefined {
  const { notation } = trial;
  const operations = randomEdit(kind, before, random);
  if (operations === undefined) return undefined;
  trial.operations = operations;
  const plan = trial.step('plan', () => planPatch({ ...before, operations, notation }));
  if (!plan.ok) return plan.diagnostics.find(({ severity }) => severity === 'error')!.code;
  const { change } = plan;
  if (change.semantic.length + change.layout.length === 0) return 'no_change';
  const { document, edits } = trial.step('write', () => notation.write(before.document, change));
  const after = trial.checkWritten(before, document, change, plan.after);
  if (after === undefined) return 'not_as_planned';
  const { overlaps, twice, loose } = drawingFaults(before, after, change, operations);
  for (const what of overlaps) trial.find('overlap', what);
  for (const what of twice) trial.find('drawn_twice', what);
  for (const what of loose) trial.find('loose_end', what);
  return { before, after, edits, change, operations };
}

/** Takes back the newest commit, which has to give the document before it. */
function isUndone(trial: Trial, { before, after, edits }: Commit): boolean {
  const { notation } = trial;
  const back = trial.step('undo', () => planRevert({ notation, before, after, edits, since: [], head: after }));
  const document = back.ok ? applyEdits(after.document, back.edits) : after.document;
  if (document === before.document) return true;
  const how = back.ok ? firstDifference(Buffer.from(before.document), Buffer.from(document)) : back.reason;
  trial.find('not_undone', how);
  return false;
}

/** Takes back a commit after another one was made on it. */
function takeBackOlder(trial: Trial, earlier: Commit, later: Commit): string {
  const { notation } = trial;
  const { before, after, edits } = earlier;
  // What is found now is about both.
  trial.operations = [...earlier.operations, ...later.operations];
  const since = [{ edits: later.edits, change: later.change, version: 3, revertedVersion: 0 }];
  const request = { notation, before, after, edits, since, head: later.after };
  const back = trial.step('undo an older one', () => planRevert(request));
  if (!back.ok) return back.reason;
  const document = applyEdits(later.after.document, back.edits);
  if (document !== back.document) trial.find('not_undone', 'the edits of an undo give another document');
  // What the document before had against the schema may come back with it.
  const schemaErrors = new Set([...later.after.schemaErrors, ...before.schemaErrors]);
  trial.checkWritten({ ...later.after, schemaErrors }, document, back.change, back.after, { before, after });
  return 'taken back';
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
