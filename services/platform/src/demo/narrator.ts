/** Prints the story. Every step that must hold goes through `expect`, so that the exit code tells the truth. */
export interface Narrator {
  step(title: string): void;
  say(line: string): void;
  /** Continues the current line; for tokens as they arrive. */
  write(text: string): void;
  /** @throws StoryError when the condition does not hold. */
  expect(condition: boolean, what: string): asserts condition;
}

/** A step of the story was not as told. */
export class StoryError extends Error {
  constructor(what: string) {
    super(`not as told: ${what}`);
    this.name = 'StoryError';
  }
}

export function createNarrator(output: (text: string) => void): Narrator {
  let number = 0;
  return {
    step(title) {
      number += 1;
      output(`\n${number}. ${title}\n`);
    },
    say: (line) => output(`   ${line}\n`),
    write: output,
    expect(condition, what) {
      if (!condition) throw new StoryError(what);
      output(`   ✓ ${what}\n`);
    },
  };
}
