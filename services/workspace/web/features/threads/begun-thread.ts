/** The chat that has just begun on the page for new ones. */
let begunId: string | undefined;

export function tellBegun(threadId: string): void {
  begunId = threadId;
}

export const focusMessage = (): void => document.querySelector<HTMLElement>('#composer')?.focus();

/** Whoever has begun a chat goes on writing in it, once its own page is there. */
export function focusIfBegun(threadId: string): void {
  if (begunId !== threadId) return;
  begunId = undefined;
  focusMessage();
}
