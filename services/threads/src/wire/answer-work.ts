import {
  type AnswerUsageSchema,
  ChatRole,
  type ImportedFactsSchema,
  type ImportedFacts as WireFacts,
  type AnswerStep as WireStep,
  type AnswerUsage as WireUsage,
} from '@ameide/contracts/threads/v1/chat';
import { instantFromWire } from '@ameide/service-kit/messages';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { AnswerWork, ImportedFacts } from '../domain/message.ts';

/** How an answer came about; nothing where nothing is said. */
export function workFromWire({
  steps,
  usage,
}: {
  steps: readonly WireStep[];
  usage?: WireUsage | undefined;
}): AnswerWork {
  return {
    ...(steps.length > 0 && { steps: steps.map(({ name, ok, summary }) => ({ name, ok, summary })) }),
    ...(usage && { usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens, model: usage.model } }),
  };
}

export function workToWire({ steps = [], usage }: AnswerWork): {
  steps: { name: string; ok: boolean; summary: string }[];
  usage?: MessageInitShape<typeof AnswerUsageSchema>;
} {
  return { steps: steps.map((step) => ({ ...step })), ...(usage && { usage: { ...usage } }) };
}

/** Undefined for a message that was not imported. */
export function importedFromWire(facts: WireFacts | undefined): ImportedFacts | undefined {
  if (facts === undefined) return undefined;
  return {
    role: facts.role === ChatRole.ASSISTANT ? 'assistant' : 'user',
    authorName: facts.authorName,
    sentAt: facts.sentAt && instantFromWire(facts.sentAt),
    ...workFromWire(facts),
  };
}

export function importedToWire(facts: ImportedFacts): MessageInitShape<typeof ImportedFactsSchema> {
  const { authorName, sentAt } = facts;
  return {
    role: facts.role === 'assistant' ? ChatRole.ASSISTANT : ChatRole.USER,
    authorName,
    ...(sentAt !== undefined && { sentAt: timestampFromMs(sentAt) }),
    ...workToWire(facts),
  };
}
