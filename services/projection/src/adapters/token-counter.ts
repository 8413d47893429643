import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

/** Tokens of a text in the o200k encoding. Special tokens in names count as the text that they are. */
export function countTokens(text: string): number {
  return count(text, { disallowedSpecial: new Set() });
}
