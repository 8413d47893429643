/** Under which a message that is not sent yet is kept on this device. @param threadId undefined for a chat that is not begun */
export const draftNameOf = (threadId: string | undefined, artifactId: string | undefined): string =>
  `draft.${threadId ?? `new.${artifactId ?? ''}`}`;
