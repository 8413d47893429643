import { bpmn } from '@ameide/notations/bpmn/node';
import type { MessageFormat } from '@ameide/service-kit/rpc';
import { handOver } from '@ameide/worker-pool/task';
import type { StoredDocument } from '../app/model-ports.ts';
import type { DraftToTell, DraftWithDocument, RowAnswer } from '../app/model-worker.ts';
import { type FoundModel, modelKey } from '../app/models.ts';
import type { PatchRow } from '../app/patch-ports.ts';
import { type ApplyWork, apply } from '../app/work/apply.ts';
import { type ApplySuggestionWork, applySuggestion } from '../app/work/apply-suggestion.ts';
import { type DiffWork, diffVersions } from '../app/work/diff-versions.ts';
import { type MoveDraftWork, moveDraft } from '../app/work/drafts/move-draft.ts';
import { type SaveDraftWork, saveDraft } from '../app/work/drafts/save-draft.ts';
import { type SaveSnapshotWork, saveSnapshot } from '../app/work/drafts/save-snapshot.ts';
import { type EditWork, edit } from '../app/work/edit.ts';
import { type ImportWork, importDocument } from '../app/work/import-document.ts';
import { createModelCache, DocumentNeeded, type OpenModels } from '../app/work/open-model.ts';
import { withPreview } from '../app/work/preview.ts';
import { type ProposeWork, propose } from '../app/work/propose.ts';
import { type RestoreWork, restore } from '../app/work/restore.ts';
import { type RevertWork, revert } from '../app/work/revert.ts';
import { type SuggestWork, suggest } from '../app/work/suggest.ts';
import { type ValidateWork, validate } from '../app/work/validate.ts';
import { aggregates } from '../wire/aggregates.ts';
import { answers } from '../wire/answers.ts';
import { contractJson as json } from '../wire/contract-json.ts';

/** Runs in the threads of `model-worker.ts`. */
const cache = createModelCache(new Map([[bpmn.name, bpmn]]), json);
const deps = { aggregates, json, answers, later: (work: () => void) => void setImmediate(work) };

const SMALLEST_DOCUMENT =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="https://ameide.io/nothing" />';

/** The schema takes longer to compile than a document to check: no person's first import shall wait for it. */
export const prepare = () => bpmn.validate(SMALLEST_DOCUMENT);

/** What is at hand: documents by `modelKey`, for work on models that this thread has not read. */
interface WithDocuments<Work> {
  readonly tenantId: string;
  readonly work: Work;
  readonly documents: Readonly<Record<string, StoredDocument>>;
}

/** Work on models; where the document of one is needed first, that one. */
function onModels<Work, Result extends object>(run: (models: OpenModels, work: Work) => Result) {
  return ({ tenantId, work, documents }: WithDocuments<Work>): Result | { readonly needs: FoundModel } => {
    try {
      return run(cache.of(tenantId, documents), work);
    } catch (error) {
      if (error instanceof DocumentNeeded && !(modelKey(error.model) in documents)) return { needs: error.model };
      throw error;
    }
  };
}

const encoded = (answer: Uint8Array) => handOver({ answer }, answer);

export const tasks = {
  importDocument: onModels((models, work: ImportWork) => importDocument(aggregates, models, work)),
  propose: onModels((models, work: ProposeWork) => propose(deps, models, work)),
  apply: onModels((models, work: ApplyWork) => apply(deps, models, work)),
  edit: onModels((models, work: EditWork) => edit(deps, models, work)),
  revert: onModels((models, work: RevertWork) => revert(deps, models, work)),
  applySuggestion: onModels((models, work: ApplySuggestionWork) => applySuggestion(deps, models, work)),
  validate: onModels((models, work: ValidateWork) => encoded(validate(deps, models, work))),
  suggest: onModels((models, work: SuggestWork) => encoded(suggest(deps, models, work))),
  restore: onModels((models, work: RestoreWork) => restore(deps, models, work)),
  diff: onModels((models, work: DiffWork) => encoded(answers.diff(diffVersions(json, models, work)))),
  saveDraft: onModels((models, work: SaveDraftWork) => saveDraft(deps, models, work)),
  moveDraft: onModels((models, work: MoveDraftWork) => moveDraft(deps, models, work)),
  saveSnapshot: onModels((models, work: SaveSnapshotWork) => saveSnapshot(deps, models, work)),
  draft: onModels((models, { model, draft, batches, undone, newestVersion }: DraftWithDocument) => {
    const { notation, document } = models.document(model);
    return encoded(answers.draft(draft, batches, undone, notation.encode(document), newestVersion));
  }),
  model: onModels((models, { as, found }: { readonly as: 'exported' | 'model'; readonly found: FoundModel }) =>
    encoded(as === 'model' ? answers.model(models.open(found)) : answers.exported(models.document(found))),
  ),
  /** An answer that has a patch whose row has no preview. */
  previewed: onModels(
    (models, { as, row, base }: { readonly as: RowAnswer; readonly row: PatchRow; readonly base: FoundModel }) =>
      encoded(answers[as](withPreview(json, models.open(base), row))),
  ),
  draftChanged: (told: DraftToTell & { readonly after: number; readonly format: MessageFormat }) =>
    encoded(answers.draftChanged(told.draft, told.after, told.batches, told.format)),
  answer: ({ as, row }: { readonly as: RowAnswer; readonly row: PatchRow }) => encoded(answers[as](row)),
  patches: ({ rows, nextPageToken }: { readonly rows: readonly PatchRow[]; readonly nextPageToken: string }) =>
    encoded(answers.patches(rows, nextPageToken)),
};
