/** A command in a walk-through, and what the text shows that it prints. */
export interface Step {
  /** The heading that it is under. */
  readonly section: string;
  readonly command: string;
  readonly shown: readonly string[];
  /** Where the shown output begins, from 0. */
  readonly line: number;
}

const PROMPT = '$ ';

/**
 * The commands of a Markdown text: in blocks of `console`, from `$ ` to the end of the line, of a here-document, or of the
 * lines that go on with `\` or in single quotes. What follows is what is printed.
 */
export function stepsOf(markdown: string): readonly Step[] {
  const lines = markdown.split('\n');
  const steps: (Step & { readonly shown: string[] })[] = [];
  let section = '';
  let block: string | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.startsWith('```')) block = block === undefined ? line.slice(3) : undefined;
    else if (block === undefined) section = /^#+ (.*)/.exec(line)?.[1] ?? section;
    else if (block === 'console' && line.startsWith(PROMPT)) {
      const end = endOf(lines, index);
      const command = lines.slice(index, end).join('\n').slice(PROMPT.length);
      steps.push({ section, command, shown: [], line: end });
      index = end - 1;
    } else if (block === 'console') steps.at(-1)?.shown.push(line);
  }
  return steps;
}

/** The line after a command. */
function endOf(lines: readonly string[], first: number): number {
  const [, word] = /<<'?([A-Z]+)'?/.exec(lines[first]!) ?? [];
  if (word !== undefined) return lines.indexOf(word, first) + 1;
  let quotes = 0;
  for (let index = first; ; index++) {
    const line = lines[index]!;
    quotes += line.split("'").length - 1;
    if (quotes % 2 === 0 && !line.endsWith('\\')) return index + 1;
  }
}

/** The text with what was printed in the place of what it shows. */
export function withOutputs(markdown: string, printed: ReadonlyMap<Step, readonly string[]>): string {
  const lines = markdown.split('\n');
  const fromTheEnd = [...printed].sort(([one], [other]) => other.line - one.line);
  for (const [step, output] of fromTheEnd) lines.splice(step.line, step.shown.length, ...output);
  return lines.join('\n');
}
