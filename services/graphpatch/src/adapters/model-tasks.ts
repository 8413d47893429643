import { formatRef, type Ref } from '@ameide/graph-model';
import { bpmn } from '@ameide/notations/bpmn/node';
import { handOver } from '@ameide/worker-pool/task';
import type { RowAnswer } from '../app/model-worker.ts';
import type { FoundModel } from '../app/models.ts';
import type { PatchRow, StoredDocument } from '../app/ports.ts';
import { type ApplyWork, apply } from '../app/work/apply.ts';
import { type ApplySuggestionWork, applySuggestion } from '../app/work/apply-suggestion.ts';
import { type DiffWork, diffVersions } from '../app/work/diff-versions.ts';
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
const deps = { aggregates, json, answers };

const SMALLEST_DOCUMENT =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="https://ameide.io/nothing" />';

/** The schema takes longer to compile than a document to check: no person's first import shall wait for it. */
export const prepare = () => bpmn.validate(SMALLEST_DOCUMENT);

/** What is at hand: documents by ref, for work on models that this thread has not read. */
interface WithDocuments<Work> {
  readonly tenantId: string;
  readonly work: Work;
  readonly documents: Readonly<Record<string, StoredDocument>>;
}

/** Work on models; where the document of one is needed first, its ref. */
function onModels<Work, Result extends object>(run: (models: OpenModels, work: Work) => Result) {
  return ({ tenantId, work, documents }: WithDocuments<Work>): Result | { readonly needs: Required<Ref> } => {
    try {
      return run(cache.of(tenantId, documents), work);
    } catch (error) {
      if (error instanceof DocumentNeeded && !(formatRef(error.ref) in documents)) return { needs: error.ref };
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
  model: onModels((models, { as, found }: { readonly as: 'exported' | 'model'; readonly found: FoundModel }) =>
    encoded(as === 'model' ? answers.model(models.open(found)) : answers.exported(models.document(found))),
  ),
  /** An answer that has a patch whose row has no preview. */
  previewed: onModels(
    (models, { as, row, base }: { readonly as: RowAnswer; readonly row: PatchRow; readonly base: FoundModel }) =>
      encoded(answers[as](withPreview(json, models.open(base), row))),
  ),
  answer: ({ as, row }: { readonly as: RowAnswer; readonly row: PatchRow }) => encoded(answers[as](row)),
  patches: ({ rows, nextPageToken }: { readonly rows: readonly PatchRow[]; readonly nextPageToken: string }) =>
    encoded(answers.patches(rows, nextPageToken)),
};
