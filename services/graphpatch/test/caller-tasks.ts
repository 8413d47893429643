import { Agent } from 'node:http';
import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { errorReason } from '@ameide/service-kit/errors';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { largeDocument, manyChildren } from './large-models.ts';

/** One call of the service, from a thread of its own: what the main thread does then is the service's. */
export interface Call {
  readonly baseUrl: string;
  readonly secret: string;
  readonly identity: { readonly tenantId: string; readonly actorId: string; readonly roles: readonly string[] };
  readonly json: boolean;
  readonly method: keyof typeof methods;
  readonly request: object;
  /** Of an import: what the document is made of. */
  readonly document?: { readonly shape: keyof typeof shapes; readonly size: number };
}

export interface Called {
  readonly ms: number;
  readonly reason?: string | undefined;
  readonly patchId?: string | undefined;
}

const shapes = { large: largeDocument, many: manyChildren };
const methods = {
  importModel: ModelService,
  exportModel: ModelService,
  getModel: ModelService,
  revertCommit: ModelService,
  diff: VersionService,
  proposePatch: GraphPatchService,
  applyPatch: GraphPatchService,
  getPatch: GraphPatchService,
  validateDiagram: ModelEditorService,
  getAISuggestions: ModelEditorService,
} as const;

export const tasks = {
  async call({ baseUrl, secret, identity, json, method, request, document }: Call): Promise<Called> {
    // A connection for each call: one that was idle may have been closed by the time.
    const nodeOptions = { agent: new Agent({ keepAlive: false }) };
    const transport = createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: !json, nodeOptions });
    const client = createClient(methods[method] as typeof ModelService, transport) as unknown as Record<string, Send>;
    const bytes = document && new TextEncoder().encode(shapes[document.shape](document.size));
    const body = { ...request, ...(bytes && { document: bytes }) };
    const { headers } = createInternalCaller(secret).options(identity);
    const begun = performance.now();
    try {
      const answer = await client[method]!(body, { headers });
      return { ms: performance.now() - begun, patchId: answer.patch?.id };
    } catch (error) {
      return { ms: performance.now() - begun, reason: errorReason(error) ?? String(error) };
    }
  },
};

type Send = (request: object, options: object) => Promise<{ readonly patch?: { readonly id: string } }>;
