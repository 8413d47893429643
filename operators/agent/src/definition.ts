import { type AgentDefinition, AgentDefinitionSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { findingOf, type ObjectRef, type ReconcileContext } from '@ameide/operator-kit';
import { CONFIG_MAP, findConfigMapValue } from '@ameide/primitives/objects';
import { readMessage } from '@ameide/service-kit/messages';
import type { Agent } from './resource.ts';

/** Whether the definition is there that an Agent is to run. */
export type Definition =
  /** `text` is the JSON of `content`, as it was written. */
  | { readonly state: 'found'; readonly content: AgentDefinition; readonly text: string }
  | { readonly state: 'invalid' | 'missing'; readonly message: string };

/** A ConfigMap holds at most 1 MiB, and the definition shares one with what the operator adds. */
const LONGEST_TEXT = 512 * 1024;

/** The ConfigMap that holds it. */
export function definitionRef({ spec: { definition } }: Agent): ObjectRef {
  return { ...CONFIG_MAP, name: definition.configMap.name };
}

/** Reads the definition and compares it with what the spec names. @throws ApiError */
export async function findDefinition(agent: Agent, read: ReconcileContext['read']): Promise<Definition> {
  const { configMap, id, version } = agent.spec.definition;
  const found = await findConfigMapValue(configMap, 'the definition', read);
  if (found.state === 'missing') return found;
  const text = found.bytes.toString();
  const invalid = (fault: string): Definition => ({
    state: 'invalid',
    message: `Key ${configMap.key} of ConfigMap ${configMap.name}: ${fault}`,
  });
  if (text.length > LONGEST_TEXT) return invalid(`a definition has at most ${LONGEST_TEXT / 1024} KiB.`);
  const result = readMessage(AgentDefinitionSchema, text);
  if ('faults' in result) return invalid(`no definition: ${result.faults.join('; ')}.`);
  const { message: content } = result;
  if (content.id !== id) return invalid(`it is the definition of ${content.id}, and the spec names ${id}.`);
  if (content.version !== version) {
    return invalid(`it has version "${content.version}", and the spec names version ${version}.`);
  }
  return { state: 'found', content, text };
}

/** The condition `DefinitionFound`. */
export const definitionFinding = (definition: Definition) =>
  findingOf(definition, { found: ['True', 'Found'], missing: ['False', 'Missing'], invalid: ['False', 'Invalid'] });

/** Tools that its definition has and the spec does not grant. */
export function toolsNotGranted({ spec }: Agent, { tools }: AgentDefinition): readonly string[] {
  const granted = new Set(spec.tools.map(({ name }) => name));
  return tools.filter((name) => !granted.has(name));
}
