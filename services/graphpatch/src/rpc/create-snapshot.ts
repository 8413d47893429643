import { CreateSnapshotResponseSchema, ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { createSnapshot as create } from '../app/drafts/create-snapshot.ts';
import { mayNotEdit } from './may-not-edit.ts';
import { refusals } from './refusals.ts';

export const createSnapshot = (deps: GraphpatchDeps) =>
  unary(ModelEditorService.method.createSnapshot, 'graph.viewer', async (request, caller) => {
    const denied = mayNotEdit(caller);
    if (denied)
      return encodedAnswer(CreateSnapshotResponseSchema, deps.answers.rejectedDraft('CreateSnapshot', denied));
    return encodedAnswer(CreateSnapshotResponseSchema, refusals.accept(await create(deps, caller, request)));
  });
