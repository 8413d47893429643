import {
  ModelEditorService,
  type WatchDraftResponse,
  WatchDraftResponseSchema,
} from '@ameide/contracts/editor/v1/model_editor_service';
import { createSharedLoads } from '@ameide/service-kit/cache';
import { encodedMessage, serverStream } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import type { GraphpatchDeps } from '../app/deps.ts';
import { findBranch } from '../app/drafts/find-draft.ts';
import { type DraftEvent, watchDrafts } from '../app/drafts/watch-drafts.ts';
import { refusals } from './refusals.ts';

/** Of all encoded events that are kept. */
const KEPT_BYTES = 16 * 1024 * 1024;

export const watchDraft = (deps: GraphpatchDeps) => {
  const encoded = createSharedLoads<Uint8Array>(KEPT_BYTES, (bytes) => bytes.byteLength);

  return serverStream(
    ModelEditorService.method.watchDraft,
    'graph.viewer',
    async function* ({ ref }, caller): AsyncGenerator<WatchDraftResponse> {
      const found = refusals.accept(await findBranch(deps, caller.tenantId, ref));
      const watcher = { ...caller, signal: AbortSignal.any([caller.signal, deps.stopping]) };
      for await (const event of watchDrafts({ ...deps, encoded }, watcher, found.ref)) yield messageOf(event);
      if (!caller.signal.aborted) deps.stopping.throwIfAborted();
    },
  );
};

function messageOf(event: DraftEvent): WatchDraftResponse {
  if (event.type === 'changed') return encodedMessage(WatchDraftResponseSchema, event.encode);
  return create(WatchDraftResponseSchema, { event: { case: 'heartbeat', value: {} } });
}
