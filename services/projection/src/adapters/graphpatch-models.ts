import { GetModelRequestSchema, ModelService } from '@ameide/contracts/graph/v1/model_service';
import { formatRef } from '@ameide/graph-model';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { create, toBinary } from '@bufbuild/protobuf';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import type { Transport } from '@connectrpc/connect';
import type { ModelSource } from '../app/ports.ts';

const PATIENCE_MS = 30_000;

/** GetModel, whose answer is kept as it came: a message without fields has all of it as unknown ones. */
const getModel = { ...ModelService.method.getModel, output: EmptySchema };

/** The models of the graphpatch service, over its RPC. */
export function createGraphpatchModels(transport: Transport, internalCaller: InternalCaller): ModelSource {
  return {
    async read(tenantId, key, signal) {
      const identity = { tenantId, actorId: 'projection', roles: ['graph.viewer'] };
      const { headers } = internalCaller.options(identity);
      const request = create(GetModelRequestSchema, { ref: formatRef(key) });
      const { message } = await transport.unary(getModel, signal, PATIENCE_MS, headers, request);
      return toBinary(EmptySchema, message);
    },
  };
}
