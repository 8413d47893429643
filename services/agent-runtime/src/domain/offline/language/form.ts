export type Edit = 'add' | 'rename' | 'change' | 'connect' | 'disconnect' | 'remove' | 'move';
export type Social = 'greeting' | 'approval' | 'help';
export type Question = 'after' | 'before' | 'list' | 'count' | 'contents' | 'whereabouts' | 'describe' | 'summary';
export type Intent = Edit | Social | Question;

/** What a part of a request is in it: `what` stands at the verb, a marker introduces each of the others. */
export type Role =
  | ('what' | 'name' | 'to' | 'source' | 'target' | 'within')
  | ('after' | 'before' | 'between' | 'and' | 'branch' | 'lane' | 'host' | 'branches' | 'due');

export type Tongue = 'en' | 'de';
/** In which language something is said; English unless told. */
export type Speech = { readonly tongue?: Tongue };

/**
 * The rows of a table, whose columns `::` parts and in which `-` is nothing. A form of a sentence has an intent, opening
 * words, roles and closing words. A role is its name, `!` behind it when it must be there, and `=marker` when another
 * marker than the one of its name introduces it. Closing words may be left out behind opening words.
 */
export type Rows = readonly (readonly string[])[];

export const rows = (table: string): Rows =>
  table
    .trim()
    .split(/\n */)
    .map((row) => row.split(' :: ').map((column) => (column === '-' ? '' : column)));

/** A language as tables; words are sources of regular expressions without groups that capture. */
export interface Language {
  /** Roles, each with the words that introduce it. */
  readonly markers: Rows;
  /** Markers that are no part of a name unless it is quoted. */
  readonly certain: readonly string[];
  /** Edits, of which the first that a request has decides; then questions, of which each may be meant. */
  readonly edits: Rows;
  readonly questions: Rows;
  /** What stands between two requests of a sentence. */
  readonly joins: string;
  /** The whole model, as a place. */
  readonly everything: string;
}
