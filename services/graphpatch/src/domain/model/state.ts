/** A branch of a model, as its newest commit has left it; its version is that of its stream. */
export interface ModelState {
  readonly document: string;
}

export const initialState: ModelState = { document: '' };
