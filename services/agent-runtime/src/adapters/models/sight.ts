import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';

/** OpenAI's models that see, and what those are called that others serve in the same protocol. */
const SEEING =
  /gpt-(?:4o|4\.1|4-turbo|4\.5|[5-9])|(?:^|\/)o[134](?!-mini-2024|-preview)|vision|(?:^|[-_/])vl(?:[-_.:\d]|$)|llava|pixtral|gemma-?3|gemini|claude|internvl|minicpm-v/i;

/** Whether a model can look at images, as far as its name says. */
export function sees({ protocol, model }: Pick<ModelEndpoint, 'model' | 'protocol'>): boolean {
  return protocol === 'anthropic' || protocol === 'google' || (protocol === 'openai' && SEEING.test(model));
}

const UNSEEN = '(This image cannot be shown to you. Say so, if it matters.)';

/** Speaks with a sentence where images would be, for a model that would refuse them. */
export function blind(speak: Speak): Speak {
  return (request) => speak({ ...request, prompt: request.prompt.map(withoutImages) });
}

function withoutImages(message: BaseMessage): BaseMessage {
  if (!HumanMessage.isInstance(message) || typeof message.content === 'string') return message;
  const content = message.content.map((block) => (block.type === 'image_url' ? { type: 'text', text: UNSEEN } : block));
  return new HumanMessage({ content, additional_kwargs: message.additional_kwargs });
}
