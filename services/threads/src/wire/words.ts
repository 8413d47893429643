import type { EventBody } from '@ameide/event-store';
import type { ChatKey } from '../app/chat-key.ts';

type Path = readonly string[];

/** Where events of chats have what people and agents have said, in their JSON form. */
const WORDS: Readonly<Record<string, readonly Path[]>> = {
  ChatCreated: [['title'], ['metadata']],
  ChatRenamed: [['title']],
  ChatMetadataChanged: [['metadata']],
  MessageSent: [
    ['message', 'parts'],
    ['message', 'context'],
    ['message', 'attachments'],
    ['message', 'steps'],
    ['message', 'imported'],
  ],
};

type Json = { readonly [name: string]: unknown };

/** An event with its words sealed. @throws Error when it has some and there is no key */
export function sealWords(event: EventBody, chatId: string, key: ChatKey | undefined): EventBody {
  const paths = WORDS[event.type];
  if (paths === undefined) return event;
  if (key === undefined) throw new Error(`chat ${chatId} has no key, so nothing can be written in it`);
  const words = paths.map((path) => valueAt(event.data as Json, path) ?? null);
  const clear = paths.reduce((data, path) => withValue(data, path, undefined), event.data as Json);
  return { type: event.type, data: { ...clear, sealed: key.seal(aboutOf(event.type, chatId), JSON.stringify(words)) } };
}

/**
 * An event with its words. Those of an erased chat, whose key is gone, are not there; those of earlier releases were never sealed.
 * @param keyOf called with the chat when there is something to open
 */
export function openWords(event: EventBody, keyOf: (chatId: string) => ChatKey | undefined): EventBody {
  const { sealed, ...data } = event.data as Json;
  const paths = WORDS[event.type];
  if (typeof sealed !== 'string' || paths === undefined) return event;
  const chatId = String(data.threadId ?? (data.message as Json | undefined)?.threadId);
  const key = keyOf(chatId);
  if (key === undefined) return { type: event.type, data };
  const words = JSON.parse(key.open(aboutOf(event.type, chatId), sealed)) as readonly unknown[];
  const opened = paths.reduce((clear, path, index) => withValue(clear, path, words[index] ?? undefined), data as Json);
  return { type: event.type, data: opened };
}

/** Words of one chat, or of another kind of event, do not open in the place of others. */
function aboutOf(type: string, chatId: string): string {
  return `${type} of ${chatId}`;
}

function valueAt(data: Json, [name, ...rest]: Path): unknown {
  const value = data[name!];
  return rest.length === 0 || value === undefined ? value : valueAt(value as Json, rest);
}

/** A copy with another value at the path; undefined removes it. */
function withValue(data: Json, [name, ...rest]: Path, value: unknown): Json {
  const { [name!]: old, ...others } = data;
  const next = rest.length === 0 ? value : old && withValue(old as Json, rest, value);
  return next === undefined ? others : { ...others, [name!]: next };
}
