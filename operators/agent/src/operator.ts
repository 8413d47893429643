import { defineOperator } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { CONFIG_MAP, SECRET, secretRefs } from '@ameide/primitives/objects';
import { definitionRef } from './definition.ts';
import { AGENT_PARTS, desired } from './desired.ts';
import type { AgentFacts } from './facts.ts';
import type { AgentPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { deregistration } from './registration.ts';
import { type AgentSpec, type AgentStatus, agent } from './resource.ts';
import type { AgentSettings } from './settings.ts';
import { status } from './status.ts';
import { secretKeys } from './variables.ts';

/** The operator of Agents on a platform. */
export function agentOperator(settings: AgentSettings, { registry }: AgentPorts) {
  return defineOperator<AgentSpec, AgentStatus, typeof agent.conditions, AgentFacts>({
    name: 'agent',
    kind: kindOf(agent),
    conditions: agent.conditions,
    owns: AGENT_PARTS,
    reads: [CONFIG_MAP, SECRET],
    references: (object) => [definitionRef(object), ...secretRefs(secretKeys(object, settings))],
    prepare: (object, context, signal) => prepare(object, context, signal, { settings, registry }),
    desired: (object, observed) => desired(object, observed, settings),
    status: (object, observed) => status(object, observed, settings),
    finalizers: [deregistration(registry)],
  });
}
