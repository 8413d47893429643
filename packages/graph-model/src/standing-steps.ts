import type { Change } from './mutation.ts';
import type { TextEdit } from './notation.ts';

/** A commit: what it changed, and how it changed the document. */
export interface ModelStep {
  /** The version that it made. */
  readonly version: number;
  /** The version whose commit it takes back; 0 when it takes none back. */
  readonly revertedVersion: number;
  readonly change: Pick<Change, 'semantic'>;
  readonly edits: readonly TextEdit[];
}

/**
 * The commits in a row without those that were taken back at once, and what took them back: the text after the one is that
 * before the other.
 */
export function withoutUndone(steps: readonly ModelStep[]): readonly ModelStep[] {
  const standing: ModelStep[] = [];
  for (const step of steps) {
    const last = standing.at(-1);
    if (last !== undefined && last.version === step.revertedVersion && takesBack(step.edits, last.edits))
      standing.pop();
    else standing.push(step);
  }
  return standing;
}

/** The commits in a row whose changes are still in the model: without those that a later one has taken back. */
export function withoutReverted(steps: readonly ModelStep[]): readonly ModelStep[] {
  const byVersion = new Map(steps.map((step) => [step.version, step]));
  for (const { version, revertedVersion } of steps.toReversed()) {
    if (byVersion.has(version) && byVersion.delete(revertedVersion)) byVersion.delete(version);
  }
  return [...byVersion.values()];
}

function takesBack(edits: readonly TextEdit[], others: readonly TextEdit[]): boolean {
  return (
    edits.length === others.length &&
    edits.every(({ length, text }, at) => length === others[at]!.text.length && text.length === others[at]!.length)
  );
}
