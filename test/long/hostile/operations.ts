import type { Random } from '../random.ts';
import type { MessageJson } from './messages.ts';
import { hostileText } from './values.ts';

const COUNTS = [1, 3, 20, 100, 1000, 1001, 2000];

/** Operations on the models of the world that are right in themselves, in numbers. */
export function manyOperations(random: Random): MessageJson[] {
  const count = random.one(COUNTS)!;
  const kind = random.below(patterns.length);
  const mixed = random.once(3);
  return Array.from({ length: count }, (_, at) => {
    const make = patterns[mixed ? random.below(patterns.length) : kind]!;
    return { id: String(at), ...make(at, random) };
  });
}

const byId = (id: string) => ({ id });
const newNode = (key: string, kind = 'bpmn::task') => ({ key, kind, name: `Step ${key}` });
const anyNode = { byType: { kind: '' } };

const patterns: readonly ((at: number, random: Random) => MessageJson)[] = [
  // Steps, each connected to the same one.
  (at) =>
    at % 2 === 0
      ? { addNode: { node: newNode(`k${at}`), parent: byId('Process') } }
      : { connect: { edge: { kind: 'bpmn::sequence_flow' }, source: byId('Work'), target: { key: `k${at - 1}` } } },
  // A chain in which each step needs the one before.
  (at) =>
    at % 2 === 0
      ? { addNode: { node: newNode(`c${at}`), parent: byId('Process') } }
      : {
          connect: {
            edge: { kind: 'bpmn::sequence_flow' },
            source: { key: `c${Math.max(0, at - 3)}` },
            target: { key: `c${at - 1}` },
          },
        },
  (at) => ({ rename: { selector: { byType: { kind: '', nameContains: String(at % 7) } }, name: `N${at}` } }),
  (_, random) => ({
    rename: {
      selector: { byPath: { path: Array.from({ length: random.one([1, 32])! }, () => 'Order to cash') } },
      name: 'x',
    },
  }),
  (_, random) => ({
    updateNode: { selector: anyNode, properties: { documentation: hostileText(random).slice(0, 20_000) } },
  }),
  (at) => ({ updateNode: { selector: byId('Work'), properties: { [`acme:p${at}`]: { deep: [at] } } } }),
  (_, random) => ({ removeNode: { selector: random.once(2) ? anyNode : byId('Process') } }),
  () => ({ group: { selector: anyNode, node: newNode('', 'bpmn::sub_process') } }),
  (at) => ({
    move: { selector: byId('Work'), parent: byId('Process'), bounds: { x: at * 1e5, y: -at, width: 1e9, height: 0 } },
  }),
  () => ({
    replaceSubgraph: {
      remove: byId('Work'),
      nodes: Array.from({ length: 200 }, (_, at) => newNode(`r${at}`)),
      edges: Array.from({ length: 400 }, (_, at) => ({
        edge: { kind: 'bpmn::sequence_flow' },
        source: `r${at % 200}`,
        target: `r${(at * 7 + 1) % 200}`,
      })),
      entry: 'r0',
      exit: 'r199',
    },
  }),
  (at, random) => ({
    rename: { selector: byId('Work'), name: 'x' },
    preConditions: Array.from({ length: 16 }, () => ({
      connected: { source: anyNode, target: nested(random.one([1, 8, 15])!), edgeKind: '' },
    })),
    rationale: String(at),
  }),
  (at) => ({ addNode: { node: { ...newNode(''), id: `t_${at}` }, parent: byId('P') } }),
];

function nested(depth: number): MessageJson {
  let selector: MessageJson = anyNode;
  for (let at = 0; at < depth; at += 1) selector = { byNeighbour: { of: selector, direction: 'DIRECTION_BOTH' } };
  return selector;
}
