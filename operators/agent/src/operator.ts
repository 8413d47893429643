import { CONFIG_MAP, SECRET, secretRefs, workloadOperator } from '@ameide/primitives/objects';
import { definitionRef } from './definition.ts';
import { AGENT_PARTS, desired } from './desired.ts';
import { refusedModels } from './network.ts';
import type { AgentPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { deregistration } from './registration.ts';
import { agent } from './resource.ts';
import { registryOf } from './services.ts';
import type { AgentSettings } from './settings.ts';
import { status } from './status.ts';
import { secretKeys } from './variables.ts';

/** The operator of Agents on a platform. */
export function agentOperator(settings: AgentSettings, ports: AgentPorts) {
  return workloadOperator(agent, settings, {
    owns: AGENT_PARTS,
    refusedAddresses: (object) => refusedModels(object, settings),
    reads: [CONFIG_MAP, SECRET],
    references: (object) => [definitionRef(object), ...secretRefs(secretKeys(object, settings))],
    prepare: (object, context, signal) => prepare(object, context, signal, { settings, ...ports }),
    desired: (object, observed) => desired(object, observed, settings),
    status: (object, observed) => status(object, observed, settings),
    finalizers: [deregistration((object, read) => registryOf(object, read, settings, ports))],
  });
}
