import { type FaultKind, type Finding, faultKinds, remarkKinds } from './fault-kinds.ts';
import { type EditKind, editKinds } from './random-edits.ts';
import type { FileResult } from './try-file.ts';

/** Examples that are kept of each kind of finding; the others are only counted. */
const EXAMPLES = 5;

interface EditFigures {
  tried: number;
  applied: number;
  identical: number;
  readonly refused: Map<string, number>;
}

/** What a run has found so far; holds counts and a few examples, however many files there are. */
export class Figures {
  files = 0;
  unchanged = 0;
  valid = 0;
  stayedValid = 0;
  readonly #outcomes = new Map<string, number>();
  readonly #older = new Map<string, number>();
  readonly #edits = new Map<EditKind, EditFigures>();
  readonly #counts = new Map<FaultKind, number>();
  readonly #examples = new Map<FaultKind, Finding[]>();

  add({ outcome, valid, edits, findings }: FileResult): void {
    this.files += 1;
    count(this.#outcomes, outcome);
    if (valid) this.valid += 1;
    if (outcome === 'read' && findings.every(({ kind }) => kind !== 'changed_unasked')) this.unchanged += 1;
    for (const { kind, outcome, undone, older, valid } of edits) {
      const figures = this.#edits.get(kind) ?? {
        tried: 0,
        applied: 0,
        identical: 0,
        refused: new Map<string, number>(),
      };
      this.#edits.set(kind, figures);
      figures.tried += 1;
      if (outcome !== 'applied') {
        count(figures.refused, outcome);
        continue;
      }
      figures.applied += 1;
      if (valid) this.stayedValid += 1;
      if (undone) figures.identical += 1;
      if (older !== undefined) count(this.#older, older);
    }
    for (const finding of findings) {
      count(this.#counts, finding.kind);
      const examples = this.#examples.get(finding.kind) ?? [];
      this.#examples.set(finding.kind, examples);
      if (examples.length < EXAMPLES && !examples.some(({ file }) => file === finding.file)) examples.push(finding);
    }
  }

  get read(): number {
    return this.#outcomes.get('read') ?? 0;
  }

  get applied(): number {
    return [...this.#edits.values()].reduce((sum, { applied }) => sum + applied, 0);
  }

  countOf(kind: FaultKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  examplesOf(kind: FaultKind): readonly Finding[] {
    return this.#examples.get(kind) ?? [];
  }

  /** Whether there is a fault: what must never be, whatever the document. */
  get failed(): boolean {
    return faultKinds.some((kind) => this.countOf(kind) > 0);
  }

  /** The figures for people. @param repeat the command that repeats what was done with a file */
  table(repeat: (file: string) => string): string {
    const lines = [
      `files ${this.files}, read ${this.read}, unchanged byte for byte ${this.unchanged}, valid by the schema ${this.valid}`,
    ];
    for (const [outcome, times] of byCount(this.#outcomes))
      if (outcome !== 'read') lines.push(`  ${outcome}: ${times}`);
    lines.push('', row('edits', 'tried', 'applied', 'undone alike', 'refused by reason'));
    for (const kind of editKinds) {
      const figures = this.#edits.get(kind);
      if (figures === undefined) continue;
      const { tried, applied, identical, refused } = figures;
      lines.push(
        row(
          kind,
          tried,
          applied,
          identical,
          byCount(refused)
            .map(([reason, times]) => `${reason} ${times}`)
            .join(', '),
        ),
      );
    }
    lines.push('', `edits applied ${this.applied}, of which the document is valid afterwards ${this.stayedValid}`);
    const older = byCount(this.#older).map(([reason, times]) => `${reason} ${times}`);
    lines.push(`edits under a later one, taken back: ${older.join(', ') || 'none'}`, '');
    for (const kind of [...faultKinds, ...remarkKinds]) {
      lines.push(`${kind.replaceAll('_', ' ').padEnd(18)} ${this.countOf(kind)}`);
      for (const { file, edit, what, operations } of this.examplesOf(kind)) {
        lines.push(`  ${repeat(file)}   # edit ${edit}`, `    ${what.slice(0, 600)}`);
        if (operations !== undefined) lines.push(`    ${JSON.stringify(operations).slice(0, 600)}`);
      }
    }
    return lines.join('\n');
  }
}

function count(counts: Map<string, number>, name: string): void;
function count(counts: Map<FaultKind, number>, name: FaultKind): void;
function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const byCount = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, a], [, b]) => b - a);

function row(kind: string, ...cells: readonly (string | number)[]): string {
  const last = cells.at(-1);
  return `${kind.padEnd(18)}${cells
    .slice(0, -1)
    .map((cell) => String(cell).padStart(13))
    .join('')}   ${last}`;
}
