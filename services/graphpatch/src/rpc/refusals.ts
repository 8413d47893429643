import { createRefusals } from '@ameide/service-kit/errors';
import type { RefusalReason } from '../app/refusal.ts';

export const refusals = createRefusals<RefusalReason>({
  ref_invalid: ['invalid_argument', 'This is not a ref. Use artifacts/<id>/<branch>[@<version>].'],
  artifact_not_found: ['not_found', 'There is no such artifact.'],
  model_not_found: ['not_found', 'There is no such model.'],
  version_not_found: ['not_found', 'The model has no such version.'],
  model_exists: ['already_exists', 'The artifact has a model. Give expected_version to replace its content.'],
  version_mismatch: ['aborted', 'The model has another version. Look at what came between and try again.'],
  document_too_large: ['resource_exhausted', 'The document is too large.'],
  document_malformed: ['invalid_argument', 'The document cannot be read.'],
  document_not_this_notation: ['invalid_argument', "The document is not written in the artifact's notation."],
  document_unsafe: ['invalid_argument', 'The document declares entities. Remove them.'],
  document_invalid: ['invalid_argument', 'The document contradicts itself.'],
  correlation_id_reused: [
    'already_exists',
    'This correlation id was used for another request. Use a new one for each request.',
  ],
  patch_not_found: ['not_found', 'There is no such patch.'],
  patch_already_decided: ['failed_precondition', 'The patch was applied or rejected before.'],
  patch_invalid: ['failed_precondition', 'The patch does not fit the model.'],
  patch_conflict: ['aborted', 'The model is being changed too fast to apply the patch. Try again.'],
  approval_incomplete: ['failed_precondition', 'What is approved needs other operations of the patch as well.'],
  commit_not_revertible: [
    'failed_precondition',
    'The first version of a model cannot be taken back: there is nothing before it.',
  ],
  commit_reverted: ['failed_precondition', 'The model is already as it would be without this commit.'],
  revert_invalid: ['failed_precondition', 'What the commit has changed cannot be taken back any more.'],
  revert_conflict: ['aborted', 'Later commits build on this one. Take those back first.'],
  suggestion_stale: ['aborted', 'The model does not lead to this suggestion any more. Look at what it suggests now.'],
  refs_unrelated: ['invalid_argument', 'Only versions of one artifact can be compared.'],
  version_current: ['failed_precondition', 'The model says just that already.'],
  baseline_exists: ['already_exists', 'The model has a baseline of this name. Choose another one.'],
  baseline_not_found: ['not_found', 'The model has no such baseline.'],
  human_approval_required: ['permission_denied', 'An agent may propose and preview; a person approves.'],
});
