/** What a person sees of the model while they write. */
export interface PersonView {
  /** Version of the model; 0 when none is known. */
  readonly version: number;
  /** The element whose inside fills the canvas; undefined for the whole model. */
  readonly viewpoint?: Seen | undefined;
  readonly selected: readonly Seen[];
  /** Of the page, such as `de`; empty when none is known. */
  readonly language?: string;
}

interface Seen {
  readonly id: string;
  readonly name: string;
}

const OPENING = '[What the person sees, as JSON: ';
const CLOSING = ']';

/** A message as language models read it, with what its author sees as its last line. */
export function withView(text: string, { version, viewpoint, selected, language = '' }: PersonView): string {
  const seen = ({ id, name }: Seen) => ({ id, ...(name !== '' && { name }) });
  const view = {
    ...(version > 0 && { version }),
    ...(viewpoint && { inside: seen(viewpoint) }),
    ...(selected.length > 0 && { selected: selected.map(seen) }),
    ...(language !== '' && { language }),
  };
  return Object.keys(view).length === 0 ? text : `${text}\n\n${OPENING}${JSON.stringify(view)}${CLOSING}`;
}

/** A message without what `withView` has added, the ids of what was selected, and the language of the page. */
export function splitView(message: string): {
  text: string;
  version: number;
  selected: readonly string[];
  language: string;
} {
  const [, text, json] = VIEW.exec(message) ?? [];
  const none = { text: message, version: 0, selected: [], language: '' };
  if (text === undefined || json === undefined) return none;
  try {
    const said = JSON.parse(json) as { version?: number; selected?: Seen[]; language?: string };
    const { version = 0, selected = [], language = '' } = said;
    return { text, version, selected: selected.map(({ id }) => id), language };
  } catch {
    return none;
  }
}

const escaped = OPENING.replaceAll('[', '\\[');
const VIEW = new RegExp(`^([^]*)\\n\\n${escaped}(\\{[^\\n]*\\})\\]$`);
