/** Whether a provider of models is there without being added. */
export function isBuiltIn(name: string): boolean {
  return ['anthropic', 'google', 'offline', 'openai'].includes(name);
}
