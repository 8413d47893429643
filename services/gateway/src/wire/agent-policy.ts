import { type AgentPolicy as AgentPolicyMessage, PersonalDataPolicy } from '@ameide/contracts/agents/v1/agent_policy';
import type { AgentPolicy } from '../domain/agent/policy.ts';

const PERSONAL_DATA = [
  ['default', PersonalDataPolicy.UNSPECIFIED],
  ['off', PersonalDataPolicy.OFF],
  ['mask', PersonalDataPolicy.MASK],
  ['block', PersonalDataPolicy.BLOCK],
] as const;

const toWire = new Map(PERSONAL_DATA);
const fromWire: ReadonlyMap<PersonalDataPolicy, AgentPolicy['personalData']> = new Map(
  PERSONAL_DATA.map(([word, value]) => [value, word]),
);

export function agentPolicyToWire({ personalData }: AgentPolicy) {
  return { personalData: toWire.get(personalData)! };
}

export function agentPolicyFromWire({ personalData }: AgentPolicyMessage): AgentPolicy {
  return { personalData: fromWire.get(personalData)! };
}
