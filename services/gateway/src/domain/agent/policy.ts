/** What a tenant demands of all its agents. */
export interface AgentPolicy {
  /** What becomes of personal data before a model of a provider reads it. */
  readonly personalData: 'block' | 'default' | 'mask' | 'off';
}

export const DEFAULT_POLICY: AgentPolicy = { personalData: 'default' };
