import type { MessagePart } from '../message.ts';

/** Characters of a title at most. */
const TITLE_LENGTH = 200;

/** Characters of a title that is taken from a message. */
const EXCERPT_LENGTH = 80;

/** The title of a chat about an artifact. */
export function titleForArtifact(artifactTitle: string): string {
  return shorten(`Discussion about ${artifactTitle}`, TITLE_LENGTH);
}

/** The first line that says something. Empty when none does. */
export function titleFromMessage(parts: readonly MessagePart[]): string {
  const lines = parts.flatMap((part) => wording(part).split('\n')).map((line) => line.trim());
  return shorten(lines.find((line) => line !== '') ?? '', EXCERPT_LENGTH);
}

function wording(part: MessagePart): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return part.content;
    case 'image':
      return part.altText;
    case 'patch':
      return part.summary;
  }
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
