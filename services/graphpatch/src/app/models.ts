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
import { type Transaction, withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import { changesOfRecord, documentEditsOfRecord } from '../adapters/event-codec.ts';
import { type ModelRow, readDocument, readHead } from '../adapters/model-rows.ts';
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

const cachedModels = 64;
const eventsPerPage = 200;

export function createModels(pool: Pool, store: EventStore, notations: ReadonlyMap<string, Notation>): Models {
  const cache = new Map<string, LoadedModel>();

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
    if (cached) {
      cache.delete(key);
      cache.set(key, cached);
      return cached;
    }
    const row = await readVersion(tenantId, { artifactId, branch, version });
    const model = readModel({ artifactId, branch, version: row.version }, row);
    remember(`${tenantId}/${formatRef(model.ref)}`, model);
    return model;
  }

  async function readVersion(tenantId: string, ref: Required<Ref>): Promise<ModelRow> {
    const { artifactId, branch, version } = ref;
    const head = await withTenant(pool, tenantId, (tx: Transaction) => readDocument(tx, artifactId, branch));
    if (!head) throw new Error(`the head of ${formatRef(ref)} has disappeared`);
    if (head.version === version) return head;
    let document = '';
    let name = head.name;
    for await (const { data } of commits(tenantId, ref, 1, version)) {
      document = applyEdits(document, documentEditsOfRecord(data));
      name = (data as { name?: string }).name ?? '';
    }
    return { version, notation: head.notation, name, document };
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

  function readModel(ref: Required<Ref>, row: ModelRow): LoadedModel {
    const notation = notations.get(row.notation);
    if (!notation) throw new Error(`${formatRef(ref)} is written in ${row.notation}, which this service does not know`);
    const read = notation.read(row.document);
    if (!read.ok) throw new Error(`the stored document of ${formatRef(ref)} cannot be read: ${read.reason}`);
    let schemaErrors: readonly Diagnostic[] | undefined;
    return {
      ref,
      notation,
      name: row.name,
      document: row.document,
      graph: read.graph,
      layout: read.layout,
      schemaErrors() {
        schemaErrors ??= notation.validate(row.document);
        return schemaErrors;
      },
    };
  }

  function remember(key: string, model: LoadedModel): void {
    cache.set(key, model);
    const oldest = cache.keys().next().value;
    if (cache.size > cachedModels && oldest !== undefined) cache.delete(oldest);
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

export function modelStream(tenantId: string, artifactId: string, branch: string): string {
  return streamName('model', tenantId, `${artifactId}/${branch}`);
}

export function layoutStream(tenantId: string, artifactId: string, branch: string): string {
  return streamName('layout', tenantId, `${artifactId}/${branch}`);
}
