/** What a string may hold that databases, XML documents and terminals take: no control characters but tab and line ends. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, '');
}

/** Text that comes in pieces, which may be cut anywhere, also within a character. */
export interface TextStream {
  /** What can be told so far that was not told before. Blanks wait for the first word. */
  push(piece: string): string;
  /** What is left when nothing more comes. */
  end(): string;
}

/** @param goesOn whether there was a word before, so that blanks need not wait for one */
export function createTextStream(goesOn = false): TextStream {
  let half = '';
  let blanks: string | undefined = goesOn ? undefined : '';
  const tell = (text: string) => {
    const clean = cleanText(text);
    if (blanks === undefined) return clean;
    const told = blanks + clean;
    const isBlank = clean.trim() === '';
    blanks = isBlank ? told : undefined;
    return isBlank ? '' : told;
  };
  return {
    push(piece) {
      const text = half + piece;
      half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
      return tell(text.slice(0, text.length - half.length));
    },
    end() {
      const rest = half;
      half = '';
      return tell(rest);
    },
  };
}
