/** What an agent is told before the conversation. `ref` is the model that it is about, or empty. */
export function systemPrompt(instructions: string, ref: string): string {
  const about = ref === '' ? 'The conversation is about no model.' : `The conversation is about the model ${ref}.`;
  return `${instructions}\n\n${about}`.trim();
}
