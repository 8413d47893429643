/** Where something new goes. Elements are given as the person wrote them. */
export type Place =
  | { readonly at: 'after' | 'before'; readonly element: string; readonly branch: string }
  | { readonly at: 'between'; readonly from: string; readonly to: string }
  /** On the border of an activity. */
  | { readonly at: 'on'; readonly element: string }
  | { readonly at: 'unsaid' };

/** One way to read what a person asks for. Elements are given as the person wrote them; the model is not known here. */
export type Request =
  | { readonly type: 'add'; readonly kind: string; readonly name: string; readonly place: Place }
  | { readonly type: 'rename'; readonly element: string; readonly name: string }
  | { readonly type: 'connect'; readonly source: string; readonly target: string; readonly name: string }
  | { readonly type: 'disconnect'; readonly source: string; readonly target: string }
  | { readonly type: 'remove'; readonly element: string }
  | { readonly type: 'after' | 'before'; readonly element: string }
  /** `kind` as written, such as `user tasks`; `within` empty for the whole model. */
  | { readonly type: 'list'; readonly kind: string; readonly within: string; readonly count: boolean }
  | { readonly type: 'whereabouts'; readonly element: string }
  | { readonly type: 'describe'; readonly element: string }
  | { readonly type: 'summary' }
  | { readonly type: 'greeting' }
  /** A word on a proposal, such as `yes` or `apply it`. */
  | { readonly type: 'approval' }
  | { readonly type: 'help' };
