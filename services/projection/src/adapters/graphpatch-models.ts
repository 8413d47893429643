import { GetModelRequestSchema, ModelService } from '@ameide/contracts/graph/v1/model_service';
import { formatRef } from '@ameide/graph-model';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { create, toBinary } from '@bufbuild/protobuf';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { ModelSource } from '../app/ports.ts';

const PATIENCE_MS = 30_000;

/** GetModel, whose answer is kept as it came: a message without fields has all of it as unknown ones. */
const getModel = { ...ModelService.method.getModel, output: EmptySchema };

/** The models of the graphpatch service, over its RPC. */
export function createGraphpatchModels(transport: Transport, internalCaller: InternalCaller): ModelSource {
  const models = createClient(ModelService, transport);
  const asReader = (tenantId: string) =>
    internalCaller.options({ tenantId, actorId: 'projection', roles: ['graph.viewer'] });
  return {
    async read(tenantId, key, signal) {
      const { headers } = asReader(tenantId);
      const request = create(GetModelRequestSchema, { ref: formatRef(key) });
      const { message } = await transport.unary(getModel, signal, PATIENCE_MS, headers, request);
      return toBinary(EmptySchema, message);
    },
    async baselineVersion(tenantId, key, baseline, signal) {
      const request = { ref: `${formatRef(key)}@${baseline}`, pageSize: 1 };
      try {
        const { commits } = await models.listCommits(request, {
          ...asReader(tenantId),
          signal,
          timeoutMs: PATIENCE_MS,
        });
        return commits[0]?.version ?? null;
      } catch (error) {
        if (ConnectError.from(error).code === Code.NotFound) return null;
        throw error;
      }
    },
  };
}
