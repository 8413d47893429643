import { absent, change, encodeChanges } from '@ameide/event-store';
import { updateRow } from '@ameide/event-store/domain';
import { formatRef } from '@ameide/graph-model';
import type { PatchCommand } from '../../domain/patch/commands.ts';
import { decidePatch } from '../../domain/patch/decide.ts';
import type { PatchEvent } from '../../domain/patch/events.ts';
import { evolvePatch } from '../../domain/patch/evolve.ts';
import { initialState, type PatchState } from '../../domain/patch/state.ts';
import type { CommitDone } from '../commit-in-turn.ts';
import type { FoundModel } from '../models.ts';
import { type Refused, refuse, refuseFor } from '../refusal.ts';
import { commit } from './commit.ts';
import { compilePatch } from './compile-patch.ts';
import type { OpenModels } from './open-model.ts';
import { suggestionWithId } from './suggestions.ts';
import type { WorkDeps } from './work-deps.ts';

/** A suggestion that a person has accepted. */
export interface ApplySuggestionWork {
  readonly tenantId: string;
  readonly head: FoundModel;
  readonly suggestionId: string;
  readonly language: string;
  readonly patchId: string;
  readonly commitId: string;
  readonly approvedBy: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly now: string;
}

/** Who suggests: as the proposer of a patch it is told from agents, which have ids of their own. */
const PROPOSER = 'suggestions';

/** One commit in which a patch is proposed on behalf of the person and applied by them. Refuses `suggestion_stale`. */
export function applySuggestion(deps: WorkDeps, models: OpenModels, work: ApplySuggestionWork): CommitDone | Refused {
  const head = models.open(work.head);
  const { artifactId, branch, version } = head.ref;
  const all = head.notation.suggest(head, work.language);
  const suggestion = suggestionWithId(deps, all, work.suggestionId);
  if (suggestion === undefined) {
    const message = `Version ${version} of ${formatRef({ artifactId, branch })} does not lead to this suggestion any more. Look at what it suggests now.`;
    return refuse('suggestion_stale', message, { conflict: { serverVersion: version } });
  }
  const { title, operations } = suggestion;
  const compiled = compilePatch(head, operations, deps.json.operations(operations));
  if (!compiled.ok) return refuseFor('patch_invalid', compiled.diagnostics);
  const { tenantId, patchId, commitId, approvedBy, now } = work;
  const events = decidedInTurn(
    {
      ...{ type: 'ProposePatch', patchId, artifactId, branch, baseVersion: version, operations, title },
      ...{ proposedBy: PROPOSER, onBehalfOf: approvedBy, runId: '', proposedAt: now },
    },
    {
      ...{ type: 'ApplyPatch', by: 'person', patchId, commitId, approvedBy, version: version + 1, rebased: false },
      ...{ approvedOperationIds: operations.map(({ id }) => id), appliedAt: now },
    },
  );
  const { changes, commit: committed } = commit(deps.aggregates, head, {
    commitId,
    artifactId,
    branch,
    notation: head.notation.name,
    name: head.name,
    authorId: approvedBy,
    runId: '',
    patchId,
    comment: title,
    summary: compiled.summary,
    changes: compiled.plan.change.semantic,
    layout: compiled.plan.change.layout,
    documentEdits: compiled.edits,
    committedAt: now,
    correlationId: work.correlationId,
  });
  const [diagnostics, preview] = [deps.json.diagnostics(compiled.diagnostics), deps.json.preview(compiled)];
  const decided = change(absent(deps.aggregates.patch, patchId), events);
  return {
    changes: encodeChanges(
      tenantId,
      [...changes, decided],
      [updateRow('patches', { id: patchId }, { diagnostics, preview })],
    ),
    answer: deps.answers.suggestionApplied({ commit: committed, compiled }),
  };
}

/** What commands to one new patch come to. @throws Error when one is refused, which a person's own is not */
function decidedInTurn(...commands: readonly PatchCommand[]): PatchEvent[] {
  let state: PatchState = initialState;
  return commands.flatMap((command) => {
    const decision = decidePatch(command, state);
    if ('refused' in decision) throw new Error(`a new patch was refused: ${decision.refused.reason}`);
    state = decision.events.reduce(evolvePatch, state);
    return decision.events;
  });
}
