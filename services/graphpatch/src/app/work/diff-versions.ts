import {
  diff,
  differingOnes,
  type GraphEdge,
  type GraphNode,
  isLayoutMutation,
  type LayoutMutation,
  originsOf,
  type PropertyDifference,
  propertyDifferences,
  type SemanticMutation,
} from '@ameide/graph-model';
import type { ContractJson } from '../answer-ports.ts';
import type { CommitRecord } from '../model-ports.ts';
import type { FoundModel } from '../models.ts';
import { documentDiff } from './compile-patch.ts';
import type { LoadedModel, OpenModels } from './open-model.ts';

/** Of the answer: a page of it, and whether it has the text. */
export interface DiffPart {
  readonly layer: 'both' | 'layout' | 'semantic';
  readonly document: boolean;
  /** How many differences come before this page. */
  readonly skip: number;
  readonly size: number;
  /** What the next page is asked for with, if there is one. */
  readonly nextPageToken: string;
}

/** Who made the commits between two versions, the oldest first, and what they changed, as the log has it. */
export interface History {
  readonly commits: readonly Origin[];
  readonly changes: readonly string[];
  /** LayoutCommitted of some of them. */
  readonly layouts: readonly string[];
}

export type Origin = Pick<CommitRecord, 'authorId' | 'runId' | 'version'>;

export interface DiffWork {
  readonly tenantId: string;
  readonly base: FoundModel;
  readonly target: FoundModel;
  readonly history: History;
  readonly part: DiffPart;
}

export interface Difference {
  readonly elementId: string;
  readonly kind: string;
  readonly name: string;
  /** Not where the element says something else in words only that no graph has. */
  readonly mutation?: LayoutMutation | SemanticMutation;
  readonly properties: readonly (PropertyDifference & { readonly origin?: Origin | undefined })[];
  readonly origin?: Origin | undefined;
}

export interface VersionsDiff {
  readonly base: LoadedModel;
  readonly target: LoadedModel;
  readonly differences: readonly Difference[];
  readonly nextPageToken: string;
  readonly totals: {
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    readonly drawn: number;
  };
  readonly documentDiff: string;
  readonly isDocumentCut: boolean;
}

/** Of the text of a difference, in UTF-16 code units. */
const MAX_DOCUMENT_DIFF = 256 * 1024;

/** One page of what is otherwise in one of two versions. */
export function diffVersions(
  json: Pick<ContractJson, 'changes' | 'layout'>,
  models: OpenModels,
  { base: from, target: to, history, part }: DiffWork,
): VersionsDiff {
  const [base, target] = [models.open(from), models.open(to)];
  const { semantic, layout } = diff(base, target);
  const vendor: ReadonlyMap<string, readonly PropertyDifference[]> =
    part.layer === 'layout' ? new Map() : vendorDifferences(base, target);
  const changedIds = new Set(semantic.flatMap((mutation) => ('id' in mutation ? [mutation.id] : [])));
  const onlyVendor = [...vendor.keys()].filter((id) => !changedIds.has(id));
  const all: (LayoutMutation | SemanticMutation | { readonly id: string })[] = [
    ...(part.layer === 'layout' ? [] : [...semantic, ...onlyVendor.map((id) => ({ id }))]),
    ...(part.layer === 'semantic' ? [] : layout),
  ];
  const end = part.skip + part.size;
  const origins = originsOf(stepsOf(json, history));
  const differences = all.slice(part.skip, end).map((mutation): Difference => {
    const element = elementOf(mutation, base, target);
    const { id } = element;
    const named = { elementId: id, kind: element.kind ?? '', name: element.name ?? '' };
    if ('type' in mutation && isLayoutMutation(mutation)) {
      return { ...named, mutation, properties: [], origin: origins.ofDrawing(id) };
    }
    // The log knows of the graph only: what else an element says is told apart where one commit lies between.
    const beyond = (vendor.get(id) ?? []).map((each) => ({ ...each, origin: onlyCommit(history) }));
    if (!('type' in mutation)) return { ...named, properties: beyond, origin: onlyCommit(history) };
    const told = propertyDifferences(mutation).map((each) => ({
      ...each,
      origin: origins.ofProperty(id, each.property),
    }));
    return { ...named, mutation, properties: [...told, ...beyond], origin: origins.ofElement(id) };
  });
  const count = (verb: string) => semantic.filter(({ type }) => type.endsWith(verb)).length;
  const text = part.document ? documentDiff(base.document, target.document) : '';
  return {
    base,
    target,
    differences,
    nextPageToken: end < all.length ? part.nextPageToken : '',
    totals: {
      added: count('added'),
      changed: count('changed') + onlyVendor.length,
      removed: count('removed'),
      drawn: layout.length,
    },
    documentDiff: wholeLines(text),
    isDocumentCut:
      text.length > MAX_DOCUMENT_DIFF || (text === '' && part.document && base.document !== target.document),
  };
}

const onlyCommit = ({ commits }: History) => (commits.length === 1 ? commits[0] : undefined);

/** What elements that both versions have say otherwise beyond the graph. */
function vendorDifferences(base: LoadedModel, target: LoadedModel): Map<string, readonly PropertyDifference[]> {
  const found = new Map<string, readonly PropertyDifference[]>();
  if (base.document === target.document) return found;
  const [before, after] = [base, target].map(({ notation, document }) => notation.vendorContent(document));
  const isInBoth = (id: string) => [base, target].every(({ graph }) => graph.nodes.has(id) || graph.edges.has(id));
  for (const id of new Set([...before!.keys(), ...after!.keys()])) {
    const differing = differingOnes(before!.get(id) ?? {}, after!.get(id) ?? {});
    if (differing.length > 0 && isInBoth(id)) found.set(id, differing);
  }
  return found;
}

function wholeLines(text: string): string {
  return text.length <= MAX_DOCUMENT_DIFF ? text : text.slice(0, text.lastIndexOf('\n', MAX_DOCUMENT_DIFF) + 1);
}

function* stepsOf(json: Pick<ContractJson, 'changes' | 'layout'>, { commits, changes, layouts }: History) {
  const drawn = new Map(layouts.map(json.layout).map(({ version, layout }) => [version, layout]));
  for (const [at, origin] of commits.entries()) {
    const { semantic } = json.changes(changes[at]!);
    yield { origin, change: { semantic, layout: drawn.get(origin.version) ?? [] } };
  }
}

type Named = Pick<GraphNode, 'id'> & Partial<Pick<GraphEdge | GraphNode, 'kind' | 'name'>>;

function elementOf(
  mutation: LayoutMutation | SemanticMutation | { readonly id: string },
  base: LoadedModel,
  target: LoadedModel,
): Named {
  if ('node' in mutation) return mutation.node;
  if ('edge' in mutation) return mutation.edge;
  const { id } = mutation;
  const found = [target, base].map(({ graph }) => graph.nodes.get(id) ?? graph.edges.get(id)).find((each) => each);
  return found ?? { id };
}
