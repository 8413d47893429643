import { type EventStore, streamName } from '@ameide/event-store';
import {
  type Change,
  type Diagnostic,
  formatRef,
  type Graph,
  type Layout,
  type Notation,
  parseRef,
  type Ref,
} from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type { Pool } from 'pg';
import { changesOfRecord, documentEditsOfRecord } from '../adapters/event-codec.ts';
import { readDocumentSnapshot, readHead, readHeadDocument } from '../adapters/model-rows.ts';
import { applyEdits } from './apply-edits.ts';
import { type Refusal, refuse } from './refusal.ts';

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

/** Loads models. Rows are always read as the tenant, so the cache serves nobody who may not see them. */
export interface Models {
  /** The version that the ref names, or the newest. */
  load(tenantId: string, ref: string | Ref): Promise<LoadedModel | Refusal>;
  /** What the commits after `version` changed, up to `until`, in order. */
  changesBetween(tenantId: string, ref: Ref, version: number, until: number): Promise<Change[]>;
  notationOf(name: string): Notation | undefined;
}

/** Of what all cached models take, as far as it can be estimated. */
const cachedBytes = 128 * 1024 * 1024;
const bytesPerElement = 500;
const eventsPerPage = 20;

export function createModels(pool: Pool, store: EventStore, notations: ReadonlyMap<string, Notation>): Models {
  const cache = createWeightedLru<LoadedModel>(cachedBytes);

  async function load(tenantId: string, wanted: string | Ref): Promise<LoadedModel | Refusal> {
    const ref = typeof wanted === 'string' ? parseRef(wanted) : wanted;
    if (!ref) return refuse('ref_invalid', `"${wanted}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`);
    const { artifactId, branch } = ref;
    const head = await withTenant(pool, tenantId, (tx) => readHead(tx, artifactId, branch));
    if (!head) return refuse('model_not_found', `There is no model ${formatRef({ artifactId, branch })}.`);
    const version = ref.version ?? head.version;
    if (version > head.version) {
      const message = `${formatRef({ artifactId, branch })} has no version ${version}; the newest is ${head.version}.`;
      return refuse('version_not_found', message, { newest_version: String(head.version) });
    }
    const key = `${tenantId}/${formatRef({ artifactId, branch, version })}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const notation = notations.get(head.notation);
    if (!notation) throw new Error(`${key} is written in ${head.notation}, which this service does not know`);
    const document = await readDocumentOf(tenantId, { artifactId, branch, version }, head.version);
    const model = openModel({ artifactId, branch, version }, notation, document);
    const elements = model.graph.nodes.size + model.graph.edges.size;
    cache.set(key, model, 2 * document.length + bytesPerElement * elements);
    return model;
  }

  async function readDocumentOf(tenantId: string, ref: Required<Ref>, newest: number): Promise<string> {
    const { artifactId, branch, version } = ref;
    if (version === newest) {
      const head = await withTenant(pool, tenantId, (tx) => readHeadDocument(tx, artifactId, branch));
      if (head?.version === version) return head.document;
    }
    const snapshot = await withTenant(pool, tenantId, (tx) => readDocumentSnapshot(tx, artifactId, branch, version));
    let document = snapshot?.document ?? '';
    for await (const { data } of commits(tenantId, ref, (snapshot?.version ?? 0) + 1, version)) {
      document = applyEdits(document, documentEditsOfRecord(data));
    }
    return document;
  }

  async function* commits(tenantId: string, { artifactId, branch }: Ref, from: number, until: number) {
    const stream = modelStream(tenantId, artifactId, branch);
    for (let next = from; next <= until; ) {
      const limit = Math.min(eventsPerPage, until - next + 1);
      const events = await store.readStream(tenantId, stream, { from: next, limit });
      if (events.length === 0) throw new Error(`${stream} ends before version ${until}`);
      yield* events;
      next += events.length;
    }
  }

  return {
    load,
    notationOf: (name) => notations.get(name),
    async changesBetween(tenantId, ref, version, until) {
      const changes: Change[] = [];
      for await (const { data } of commits(tenantId, ref, version + 1, until)) changes.push(changesOfRecord(data));
      return changes;
    },
  };
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

export function modelStream(tenantId: string, artifactId: string, branch: string): string {
  return streamName('model', tenantId, `${artifactId}/${branch}`);
}

export function layoutStream(tenantId: string, artifactId: string, branch: string): string {
  return streamName('layout', tenantId, `${artifactId}/${branch}`);
}
