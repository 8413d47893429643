import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { findPersonalData } from '../domain/privacy/personal-data.ts';
import { maskedModel } from './masked-model.ts';
import type { OpenModel } from './ports.ts';
import { RunRefused } from './refusal.ts';

/** What becomes of personal data before a model of a provider reads it. */
export type PersonalDataPolicy = 'block' | 'mask' | 'off';

/** What is answered without leaving this process. */
const OWN_PROVIDER = 'offline';

/**
 * Models as a policy lets them be called.
 * @throws RunRefused `personal_data_found` when what is to be answered has some, and may go to no model
 */
export function underPolicy(
  models: readonly OpenModel[],
  policy: PersonalDataPolicy,
  conversation: readonly BaseMessage[],
): readonly OpenModel[] {
  if (policy === 'off') return models;
  const leaves = ({ provider }: OpenModel) => provider !== OWN_PROVIDER;
  if (policy === 'block' && models.some(leaves) && hasPersonalData(conversation.at(-1))) {
    throw new RunRefused('personal_data_found');
  }
  return models.map((model) => (leaves(model) ? maskedModel(model) : model));
}

function hasPersonalData(message: BaseMessage | undefined): boolean {
  if (message === undefined || !HumanMessage.isInstance(message)) return false;
  const { content } = message;
  const texts = typeof content === 'string' ? [content] : content.map((block) => ('text' in block ? block.text : ''));
  return texts.some((text) => typeof text === 'string' && findPersonalData(text).length > 0);
}
