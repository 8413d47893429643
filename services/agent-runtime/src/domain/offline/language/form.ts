export type Edit = 'add' | 'rename' | 'change' | 'connect' | 'disconnect' | 'remove' | 'move';
export type Social = 'greeting' | 'approval' | 'help';
export type Question = 'after' | 'before' | 'list' | 'count' | 'contents' | 'whereabouts' | 'describe' | 'summary';
export type Intent = Edit | Social | Question;

/** What a part of a request is in it: `what` stands at the verb, a marker introduces each of the others. */
export type Role =
  | ('what' | 'name' | 'to' | 'source' | 'target' | 'within')
  | ('after' | 'before' | 'between' | 'and' | 'branch' | 'lane' | 'host' | 'branches' | 'due');

/**
 * `[intent, opening words, roles, closing words]`. A role is its name, `!` behind it when it must be there, and `=marker`
 * when another marker than the one of its name introduces it. Closing words may be left out behind opening words.
 */
export type Form = readonly [intent: Intent, opening: string, roles?: string, closing?: string];

/** A language as a table; words are sources of regular expressions without groups that capture. */
export interface Language {
  /** The words that introduce a role. */
  readonly markers: Readonly<Record<string, string>>;
  /** Markers that are no part of a name unless it is quoted. */
  readonly certain: readonly string[];
  /** Edits, of which the first that a request has decides; then questions, of which each may be meant. */
  readonly edits: readonly Form[];
  readonly questions: readonly Form[];
  /** What stands between two requests of a sentence. */
  readonly joins: string;
  /** The whole model, as a place. */
  readonly everything: string;
}
