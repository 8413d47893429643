import { ServiceError } from '@ameide/service-kit/errors';
import { z } from 'zod';
import type { ChatInput } from '../../app/ports/chats.ts';
import { unsupported } from './errors.ts';

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

/** What a message says: a text, or parts. */
export const contentSchema = z.union([z.string(), z.array(part).max(1000)]);

/** A message as both APIs have it. */
export const messageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: contentSchema.nullish(),
});

/** What every request may say that is ignored: the agent's own definition says how its model is called. */
export const ASK_FIELDS = {
  model: z.string().min(1).max(128),
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  tools: z.array(z.unknown()).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
} as const;

type Message = z.output<typeof messageSchema>;

/** The question, the last message, and what was said before it. @throws ServiceError invalid_argument */
export function questionOf(messages: readonly Message[], field: string): { text: string; history: ChatInput[] } {
  const said = messages.map((message, index) => ({
    speaker: SPEAKERS[message.role],
    text: textOf(message.content ?? '', `${field}.${index}.content`),
  }));
  const last = said.at(-1);
  if (last?.speaker !== 'person' || isBlank(last.text)) {
    const message = 'The last message must be of the role "user", and say something.';
    throw new ServiceError('invalid_argument', 'question_missing', message, {
      violations: [{ field, rule: 'last_is_user', message }],
    });
  }
  return { text: last.text, history: said.slice(0, -1).filter(({ text }) => !isBlank(text)) };
}

const SPEAKERS = {
  system: 'system',
  developer: 'system',
  user: 'person',
  assistant: 'agent',
  tool: 'agent',
  function: 'agent',
} as const satisfies Record<Message['role'], ChatInput['speaker']>;

/** @throws ServiceError invalid_argument `unsupported_parameter` for anything but text */
export function textOf(content: z.output<typeof contentSchema>, field: string): string {
  if (typeof content === 'string') return content;
  return content
    .map(({ type, text }) => {
      if (text !== undefined && TEXTS.has(type)) return text;
      throw unsupported(field, `Parts of the type ${JSON.stringify(type)} are not understood here, only text.`);
    })
    .join('\n');
}

const TEXTS = new Set(['text', 'input_text', 'output_text']);

/** What an agent cannot do for a client, said before anything is done. */
export function refuseUnsupported({
  tools,
  store,
}: {
  tools?: unknown[] | null | undefined;
  store?: boolean | null | undefined;
}): void {
  if (tools && tools.length > 0) {
    throw unsupported('tools', 'Agents call their own tools, not those of a client. Leave "tools" out.');
  }
  if (store === false) {
    throw unsupported('store', 'What is asked and answered is kept in a chat of yours. Leave "store" out.');
  }
}

function isBlank(text: string): boolean {
  return !/[^\s\p{Z}\p{C}]/u.test(text);
}
