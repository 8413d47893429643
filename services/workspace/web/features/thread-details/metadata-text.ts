import type { ChatMetadata } from '@ameide/contracts/threads/v1/chat';

export type Described = Pick<ChatMetadata, 'labels' | 'description' | 'tags'>;

/** What a person writes of a chat. */
export interface MetadataText {
  readonly description: string;
  /** With commas between them. */
  readonly tags: string;
  /** One a line, `name: value`. */
  readonly labels: string;
}

export type TextFault = { readonly kind: 'tag' | 'label'; readonly text: string } | { readonly kind: 'tooMany' };

const MOST = 20;
const TAG_LENGTH = 50;
const LABEL = /^([a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?)\s*:\s*(.{0,200})$/;

export function textOf({ labels, description, tags }: Described): MetadataText {
  const lines = Object.entries(labels).map(([name, value]) => `${name}: ${value}`);
  return { description, tags: tags.join(', '), labels: lines.join('\n') };
}

/** What was written, as it is stored, or what is wrong with it. */
export function metadataOf({ description, tags, labels }: MetadataText): Described | TextFault {
  const words = [...new Set(split(tags, ','))];
  const long = words.find((word) => word.length > TAG_LENGTH);
  if (long !== undefined) return { kind: 'tag', text: long };
  const pairs: [string, string][] = [];
  for (const line of split(labels, '\n')) {
    const [, name, value] = LABEL.exec(line) ?? [];
    if (name === undefined || value === undefined) return { kind: 'label', text: line };
    pairs.push([name, value]);
  }
  if (words.length > MOST || pairs.length > MOST) return { kind: 'tooMany' };
  return { description: description.trim(), tags: words, labels: Object.fromEntries(pairs) };
}

function split(text: string, mark: string): string[] {
  return text
    .split(mark)
    .map((part) => part.trim())
    .filter(Boolean);
}
