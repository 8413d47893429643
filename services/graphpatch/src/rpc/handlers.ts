import type { Handler } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { applyAiSuggestion } from './apply-ai-suggestion.ts';
import { applyPatch } from './apply-patch.ts';
import { createBaseline } from './create-baseline.ts';
import { createSnapshot } from './create-snapshot.ts';
import { deleteBaseline } from './delete-baseline.ts';
import { diff } from './diff.ts';
import { discardDraft } from './discard-draft.ts';
import { exportModel } from './export-model.ts';
import { getAiSuggestions } from './get-ai-suggestions.ts';
import { getArtifactHistory } from './get-artifact-history.ts';
import { getDraft } from './get-draft.ts';
import { getModel } from './get-model.ts';
import { getPatch } from './get-patch.ts';
import { importModel } from './import-model.ts';
import { listBaselines } from './list-baselines.ts';
import { listCommits } from './list-commits.ts';
import { listPatches } from './list-patches.ts';
import { listRefs } from './list-refs.ts';
import { listSnapshots } from './list-snapshots.ts';
import { proposeCommands } from './propose-commands.ts';
import { proposePatch } from './propose-patch.ts';
import { rebaseDraft } from './rebase-draft.ts';
import { rejectPatch } from './reject-patch.ts';
import { renameBaseline } from './rename-baseline.ts';
import { restoreVersion } from './restore-version.ts';
import { revertCommit } from './revert-commit.ts';
import { saveDraft } from './save-draft.ts';
import { undoDraft } from './undo-draft.ts';
import { validateDiagram } from './validate-diagram.ts';
import { watchDraft } from './watch-draft.ts';
import { watchPatches } from './watch-patches.ts';

/** Every RPC of this service. */
export const handlers = (deps: GraphpatchDeps): Handler[] => [
  importModel(deps),
  exportModel(deps),
  getModel(deps),
  listCommits(deps),
  revertCommit(deps),
  listRefs(deps),
  diff(deps),
  restoreVersion(deps),
  createBaseline(deps),
  listBaselines(deps),
  renameBaseline(deps),
  deleteBaseline(deps),
  getArtifactHistory(deps),
  proposePatch(deps),
  applyPatch(deps),
  rejectPatch(deps),
  getPatch(deps),
  listPatches(deps),
  watchPatches(deps),
  proposeCommands(deps),
  validateDiagram(deps),
  getAiSuggestions(deps),
  applyAiSuggestion(deps),
  saveDraft(deps),
  getDraft(deps),
  watchDraft(deps),
  undoDraft(deps),
  rebaseDraft(deps),
  discardDraft(deps),
  createSnapshot(deps),
  listSnapshots(deps),
];
