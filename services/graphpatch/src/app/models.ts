import {
  type Change,
  type Diagnostic,
  formatRef,
  type Graph,
  type Layout,
  type ModelStep,
  type Notation,
  parseRef,
  type Ref,
} from '@ameide/graph-model';
import { createWeightedLru } from '@ameide/service-kit/cache';
import { applyEdits } from '../domain/model/apply-edits.ts';
import type { ModelHead, ModelLog, ModelRows } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

/** One version of a model, read. Never changed; shared by everybody who works on that version. */
export interface LoadedModel {
  readonly ref: Required<Ref>;
  readonly notation: Notation;
  readonly name: string;
  readonly document: string;
  readonly graph: Graph;
  readonly layout: Layout;
  /** Violations of the notation's schema that the document has; computed when first asked for. */
  schemaErrors(): readonly Diagnostic[];
}

/** A model that is there; the newest version unless another was named, which may not be there. */
export interface FoundModel {
  readonly ref: Required<Ref>;
  readonly head: ModelHead;
}

/** Loads models. Rows are always read as the tenant, so the cache serves nobody who may not see them. */
export interface Models {
  /** Whether there is such a model; cheap. */
  find(tenantId: string, ref: string | Ref): Promise<FoundModel | Refused>;
  /** The version that the ref names, or the newest. */
  load(tenantId: string, ref: string | Ref): Promise<LoadedModel | Refused>;
  /** What the commits after `version` changed, up to `until`, in order. */
  changesBetween(tenantId: string, ref: Ref, version: number, until: number): Promise<Change[]>;
  /** The commits after `version`, up to `until`, in order. */
  stepsBetween(tenantId: string, ref: Ref, version: number, until: number): Promise<ModelStep[]>;
  notationOf(name: string): Notation | undefined;
}

/** Of what all cached models take, as far as it can be estimated. */
const CACHED_BYTES = 128 * 1024 * 1024;
const BYTES_PER_ELEMENT = 500;

export function createModels(rows: ModelRows, log: ModelLog, notations: ReadonlyMap<string, Notation>): Models {
  const cache = createWeightedLru<LoadedModel>(CACHED_BYTES);

  async function find(tenantId: string, wanted: string | Ref): Promise<FoundModel | Refused> {
    const ref = typeof wanted === 'string' ? parseRef(wanted) : wanted;
    if (!ref) return refuse('ref_invalid', `"${wanted}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`);
    const { artifactId, branch } = ref;
    const head = await rows.head(tenantId, ref);
    if (!head) return refuse('model_not_found', `There is no model ${formatRef({ artifactId, branch })}.`);
    return { ref: { artifactId, branch, version: ref.version ?? head.version }, head };
  }

  async function load(tenantId: string, wanted: string | Ref): Promise<LoadedModel | Refused> {
    const found = await find(tenantId, wanted);
    if (isRefused(found)) return found;
    const { ref, head } = found;
    const { artifactId, branch, version } = ref;
    if (version > head.version) {
      const message = `${formatRef({ artifactId, branch })} has no version ${version}; the newest is ${head.version}.`;
      return refuse('version_not_found', message, { metadata: { newest_version: String(head.version) } });
    }
    const key = `${tenantId}/${formatRef(ref)}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const notation = notations.get(head.notation);
    if (!notation) throw new Error(`${key} is written in ${head.notation}, which this service does not know`);
    const document = await readDocumentOf(tenantId, ref, head.version);
    const model = openModel(ref, notation, document);
    const elements = model.graph.nodes.size + model.graph.edges.size;
    cache.set(key, model, 2 * document.length + BYTES_PER_ELEMENT * elements);
    return model;
  }

  async function readDocumentOf(tenantId: string, ref: Required<Ref>, newest: number): Promise<string> {
    const { version } = ref;
    if (version === newest) {
      const head = await rows.headDocument(tenantId, ref);
      if (head?.version === version) return head.document;
    }
    const snapshot = await rows.snapshot(tenantId, ref);
    let document = snapshot?.document ?? '';
    for await (const edits of log.edits(tenantId, ref, snapshot?.version ?? 0, version)) {
      document = applyEdits(document, edits);
    }
    return document;
  }

  return {
    find,
    load,
    stepsBetween: (...range) => all(log.steps(...range)),
    notationOf: (name) => notations.get(name),
    changesBetween: (...range) => all(log.changes(...range)),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A stored document as a model. Throws when it cannot be read: only what could be read is ever stored. */
function openModel(ref: Required<Ref>, notation: Notation, document: string): LoadedModel {
  const read = notation.read(document);
  if (!read.ok) throw new Error(`the document of ${formatRef(ref)} cannot be read: ${read.reason}`);
  const { name, graph, layout } = read;
  let schemaErrors: readonly Diagnostic[] | undefined;
  return {
    ref,
    notation,
    name,
    document,
    graph,
    layout,
    schemaErrors() {
      schemaErrors ??= notation.validate(document);
      return schemaErrors;
    },
  };
}
