import { formatRef, type NamedRef, parseNamedRef, type Ref } from '@ameide/graph-model';
import type { DraftPlace, DraftRows } from './drafts/ports.ts';
import type { ModelHead, ModelLog, ModelRows, StoredDocument } from './model-ports.ts';
import type { RefRows } from './ref-ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

/** A model that is there; the newest version unless another was named. */
export interface FoundModel {
  readonly ref: Required<Ref>;
  readonly head: ModelHead;
  /** With so much of a draft that was drawn on this version. */
  readonly draft?: DraftPlace;
}

/** Where the version and the document are known under: no other has the same within a tenant. */
export function modelKey({ ref, draft }: FoundModel): string {
  return draft ? `${formatRef(ref)}+${draft.id}/${draft.settledRevision}/${draft.batches}` : formatRef(ref);
}

/** Finds models. Rows are always read as the tenant. */
export interface Models {
  /** Whether there is such a model; the version that the ref names may not be there. */
  find(tenantId: string, ref: string | Ref): Promise<FoundModel | Refused>;
  /** The version that the ref names, or the newest. */
  version(tenantId: string, ref: string | Ref): Promise<FoundModel | Refused>;
  /** The document of a version that is there. @throws DraftMoved when the draft is not as it was any more */
  document(tenantId: string, model: FoundModel): Promise<StoredDocument>;
}

export function createModels(
  rows: ModelRows,
  refs: Pick<RefRows, 'baselineVersion'>,
  log: ModelLog,
  drafts: Pick<DraftRows, 'edits'>,
): Models {
  async function find(tenantId: string, wanted: string | Ref): Promise<FoundModel | Refused> {
    const ref: NamedRef | null = typeof wanted === 'string' ? parseNamedRef(wanted) : wanted;
    if (!ref) return refuse('ref_invalid', `"${wanted}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`);
    const { artifactId, branch } = ref;
    const head = await rows.head(tenantId, ref);
    if (!head) return refuse('model_not_found', `There is no model ${formatRef({ artifactId, branch })}.`);
    if (ref.baseline === undefined) return { ref: { artifactId, branch, version: ref.version ?? head.version }, head };
    const version = await refs.baselineVersion(tenantId, ref, ref.baseline);
    if (version !== undefined) return { ref: { artifactId, branch, version }, head };
    const message = `${formatRef({ artifactId, branch })} has no baseline "${ref.baseline}".`;
    return refuse('version_not_found', message, { metadata: { newest_version: String(head.version) } });
  }

  return {
    find,
    async version(tenantId, wanted) {
      const found = await find(tenantId, wanted);
      if (isRefused(found) || found.ref.version <= found.head.version) return found;
      const { artifactId, branch, version } = found.ref;
      const newest = found.head.version;
      const message = `${formatRef({ artifactId, branch })} has no version ${version}; the newest is ${newest}.`;
      return refuse('version_not_found', message, { metadata: { newest_version: String(newest) } });
    },
    async document(tenantId, { ref, draft }) {
      const drawn = draft ? await drafts.edits(tenantId, draft) : [];
      const head = await rows.headDocument(tenantId, ref);
      if (head?.version === ref.version) return { base: head.document, edits: drawn };
      const snapshot = await rows.snapshot(tenantId, ref);
      const edits = await log.edits(tenantId, ref, snapshot?.version ?? 0, ref.version);
      return { base: snapshot?.document ?? '', edits: [...edits, ...drawn] };
    },
  };
}
