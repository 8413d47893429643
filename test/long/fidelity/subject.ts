import type { Properties, SemanticMutation } from '@ameide/graph-model';

/** What a change is about, by the ids that it names. */
export interface Subject {
  /** Ids of elements that are gone. */
  readonly removed: ReadonlySet<string>;
  /** Where elements without an id were that are gone: `placeOf` their container, for edges the one without a name. */
  readonly removedUnnamed: ReadonlySet<string>;
  /** Ids that the change gives to elements that had none. */
  readonly named: ReadonlySet<string>;
  /** Fields and properties that are otherwise, by the id of the element. */
  readonly changed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ends of data associations that come, go or lead elsewhere. */
  readonly dataEnds: ReadonlySet<string>;
  /** Whether a group goes or is renamed, whose name stands elsewhere. */
  readonly groups: boolean;
  /** Ids of the planes of what is gone or opened, and of their diagrams. */
  readonly planes: ReadonlySet<string>;
  /** Whether a lane goes. */
  readonly lanes: boolean;
}

const EDGE = /(flow|association|link)$/;
const DATA_ASSOCIATION = /::data_(in|out)put_association$/;

export function subjectOf(mutations: readonly SemanticMutation[]): Subject {
  const removed = new Map<string, string>();
  const added = new Map<string, string>();
  const changed = new Map<string, ReadonlySet<string>>();
  const dataEnds = new Set<string>();
  for (const mutation of mutations) {
    if (mutation.type === 'node_changed' || mutation.type === 'edge_changed') {
      changed.set(mutation.id, new Set([...(changed.get(mutation.id) ?? []), ...fieldsOf(mutation)]));
      const { before, after } = mutation as Extract<SemanticMutation, { type: 'edge_changed' }>;
      for (const end of [before.source, before.target, after.source, after.target]) if (end) dataEnds.add(end);
      continue;
    }
    const element = 'node' in mutation ? mutation.node : mutation.edge;
    (mutation.type.endsWith('_removed') ? removed : added).set(element.id, element.kind);
    if ('source' in element && DATA_ASSOCIATION.test(element.kind)) {
      dataEnds.add(element.source).add(element.target);
    }
  }
  const unnamed = [...removed].filter(([id]) => isUnnamed(id));
  const kinds = new Set(unnamed.map(([, kind]) => kind));
  return {
    removed: new Set([...removed.keys()].filter((id) => !isUnnamed(id))),
    removedUnnamed: new Set(unnamed.map(([id, kind]) => placeOfUnnamed(id, EDGE.test(kind)))),
    named: new Set([...added].flatMap(([id, kind]) => (kinds.has(kind) ? [id] : []))),
    changed,
    dataEnds,
    planes: new Set(),
    lanes: [...removed.values()].includes('bpmn::lane'),
    groups: changed.size > 0 || [...removed.values()].includes('bpmn::group'),
  };
}

/** Elements without an id are known by a made-up one, which no XML id can be. */
const isUnnamed = (id: string) => id.includes('~');

/** The made-up id says both, of an edge it has the ends in place of the container. */
function placeOfUnnamed(id: string, isEdge: boolean): string {
  const [owner = '', local] = id.split('~').filter((part) => !/^\d+$/.test(part));
  return placeOf(isEdge ? '' : owner, local);
}

export const placeOf = (owner: string, local: string | undefined): string => `${owner}\0${local}`;

function fieldsOf({ before, after }: Extract<SemanticMutation, { before: unknown }>): string[] {
  const fields = Object.keys(after).filter((field) => field !== 'properties');
  return [...fields, ...differing(before.properties ?? {}, after.properties ?? {})];
}

function differing(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
