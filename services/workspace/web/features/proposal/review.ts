import type { Graph } from '@ameide/contracts/graph/v1/graph';
import type { Patch } from '@ameide/contracts/graph/v1/patch';
import type { Language } from '../../design/preferences.ts';
import { type ChangeLine, createChangeDescriber, elementOf } from './describe-change.ts';

/** What a proposal does to an element, for a person who decides about it. */
export interface ReviewLine {
  /** Of the first operation. */
  readonly id: string;
  /** The operations that do it: they are accepted or left out together. */
  readonly operationIds: readonly string[];
  readonly lines: readonly ChangeLine[];
  /** Why, in the words of whoever proposes it. */
  readonly rationale: string;
  readonly elementIds: readonly string[];
  /** Operations of other lines without which it cannot be accepted. */
  readonly dependsOn: readonly string[];
}

export interface Review {
  readonly lines: readonly ReviewLine[];
  /** Elements that only find another place on the drawing, in consequence. */
  readonly moved: readonly string[];
  nameOf(elementId: string): string;
}

/** @param graph the model that the patch was made on; names are missing without it */
export function reviewOf(patch: Patch, graph: Graph | undefined, language: Language): Review {
  const { preview, operations } = patch;
  const describer = createChangeDescriber(graph, preview?.change, language);
  const mutations = new Map((preview?.change?.semantic ?? []).map((mutation) => [elementOf(mutation), mutation]));
  const placed = (preview?.change?.layout ?? []).flatMap(({ mutation }) =>
    mutation.case === undefined ? [] : [{ id: mutation.value.id, isLine: mutation.case === 'waypointsSet' }],
  );
  const lines: ReviewLine[] = [];
  const toldBy = new Map<string, number>();
  for (const { id, rationale } of operations) {
    const facts = preview?.operations.find(({ operationId }) => operationId === id);
    const elementIds = facts?.elementIds ?? [];
    const fresh = elementIds.filter((element) => !toldBy.has(element));
    const semantic = fresh.flatMap((element) => {
      const mutation = mutations.get(element);
      return mutation === undefined ? [] : (describer.describe(mutation) ?? []);
    });
    const drawn = placed.filter((place) => fresh.includes(place.id));
    const said = semantic.length > 0 ? semantic : drawn.map((place) => describer.describePlace(place.id, place.isLine));
    const known = elementIds.map((element) => toldBy.get(element)).find((index) => index !== undefined);
    const line = { rationale, elementIds, dependsOn: facts?.dependsOn ?? [], operationIds: [id] };
    if (said.length === 0 && known !== undefined) {
      lines[known] = joined(lines[known]!, line);
      continue;
    }
    for (const element of fresh) toldBy.set(element, lines.length);
    lines.push({ ...line, id, lines: said });
  }
  const moved = placed.filter(({ id }) => !toldBy.has(id) && !mutations.has(id)).map(({ id }) => id);
  return { lines, moved: [...new Set(moved)], nameOf: describer.nameOf };
}

/** An operation whose effect another line tells already, such as the second half of leading a flow elsewhere. */
function joined(line: ReviewLine, other: Omit<ReviewLine, 'id' | 'lines'>): ReviewLine {
  const operationIds = [...line.operationIds, ...other.operationIds];
  return {
    ...line,
    operationIds,
    rationale: line.rationale || other.rationale,
    elementIds: [...new Set([...line.elementIds, ...other.elementIds])],
    dependsOn: [...new Set([...line.dependsOn, ...other.dependsOn])].filter((id) => !operationIds.includes(id)),
  };
}

/** How many changes people see in lines. */
export const countOf = (lines: readonly ReviewLine[]): number =>
  lines.reduce((sum, { lines: told }) => sum + Math.max(1, told.length), 0);

/** What a person has chosen of a proposal. */
export interface Chosen {
  readonly operationIds: ReadonlySet<string>;
  /** By the line that was taken out: the operations that went along, because they need it. */
  readonly alongWith: ReadonlyMap<string, readonly string[]>;
}

/** The choice with or without one line: what it needs comes along, what needs it goes along and comes back with it. */
export function toggled(lines: readonly ReviewLine[], chosen: Chosen, line: ReviewLine, on: boolean): Chosen {
  const next = new Set(chosen.operationIds);
  const alongWith = new Map(chosen.alongWith);
  const visit = (one: ReviewLine) => {
    if (one.operationIds.every((id) => next.has(id) === on)) return;
    for (const id of one.operationIds) {
      if (on) next.add(id);
      else next.delete(id);
    }
    const linked = on
      ? lines.filter(({ operationIds }) => operationIds.some((id) => one.dependsOn.includes(id)))
      : lines.filter(({ dependsOn }) => dependsOn.some((id) => one.operationIds.includes(id)));
    linked.forEach(visit);
  };
  visit(line);
  if (!on) {
    const gone = [...chosen.operationIds].filter((id) => !next.has(id) && !line.operationIds.includes(id));
    alongWith.set(line.id, gone);
    return { operationIds: next, alongWith };
  }
  const back = lines.filter(({ id }) => alongWith.get(line.id)?.includes(id));
  alongWith.delete(line.id);
  // What needs something else that was taken out stays out; one that comes back may need another.
  for (let left = back; ; ) {
    const fit = left.filter(({ operationIds, dependsOn }) =>
      dependsOn.every((id) => next.has(id) || operationIds.includes(id)),
    );
    if (fit.length === 0) return { operationIds: next, alongWith };
    for (const { operationIds } of fit) for (const id of operationIds) next.add(id);
    left = left.filter((one) => !fit.includes(one));
  }
}
