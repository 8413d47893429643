/** A JSON value that is text already: it is kept as it is. Made where encoding costs nobody anything, such as in a thread. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The text of a JSON value; undefined as `JSON.stringify` has it. */
export function textOf(value: unknown): string | undefined {
  return value instanceof JsonText ? value.text : JSON.stringify(value);
}
