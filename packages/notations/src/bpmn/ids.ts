import type { Graph } from '@ameide/graph-model';
import { activities, events, gateways } from './kinds.ts';

const prefixes: { readonly [kind: string]: string } = {
  'bpmn::sequence_flow': 'Flow',
  'bpmn::message_flow': 'Flow',
  'bpmn::association': 'Association',
  'bpmn::data_input_association': 'DataInputAssociation',
  'bpmn::data_output_association': 'DataOutputAssociation',
};

function prefixOf(kind: string): string {
  if (activities.has(kind)) return 'Activity';
  if (events.has(kind)) return 'Event';
  if (gateways.has(kind)) return 'Gateway';
  const known = prefixes[kind];
  if (known !== undefined) return known;
  const name = kind.slice(kind.indexOf('::') + 2);
  return name.replace(/(^|_)(.)/g, (_, __, letter: string) => letter.toUpperCase());
}

/** `Activity_`, `Event_`, `Gateway_`, `Flow_` and so on with seven base-36 characters that depend on nothing but the seed. */
export function createBpmnId(kind: string, seed: string, graph: Graph): string {
  const prefix = prefixOf(kind);
  for (let attempt = 0; ; attempt += 1) {
    const id = `${prefix}_${sevenCharacters(`${kind}\n${seed}\n${attempt}`)}`;
    if (!graph.nodes.has(id) && !graph.edges.has(id)) return id;
  }
}

/** FNV-1a over 64 bits, in base 36. */
function sevenCharacters(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  hash ^= hash >> 29n;
  return (hash % 36n ** 7n).toString(36).padStart(7, '0');
}
