import type { ChatMetadata as WireMetadata } from '@ameide/contracts/threads/v1/chat';
import type { ChatMetadata } from '../domain/chat/state.ts';

/** Undefined where nothing is said. */
export function metadataFromWire(wire: WireMetadata | undefined): ChatMetadata | undefined {
  if (wire === undefined) return undefined;
  const { labels, description, tags } = wire;
  if (Object.keys(labels).length === 0 && description === '' && tags.length === 0) return undefined;
  return { labels: { ...labels }, description, tags: [...tags] };
}

export function metadataToWire({ labels, description, tags }: ChatMetadata) {
  return { labels: { ...labels }, description, tags: [...tags] };
}

/** Facts by their names, as a field that is not there when there are none. */
export function factsFromWire(facts: Readonly<Record<string, string>>) {
  return Object.keys(facts).length === 0 ? {} : { metadata: { ...facts } };
}
