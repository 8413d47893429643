import { CircuitState, type ProviderSchema } from '@ameide/contracts/agents/v1/provider';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { modelFailure } from '../app/model-failure.ts';
import type { ModelHealth } from '../app/model-guard.ts';
import type { ProviderReport } from '../app/ports.ts';

const circuits: Readonly<Record<ModelHealth['state'], CircuitState>> = {
  closed: CircuitState.CLOSED,
  open: CircuitState.OPEN,
  half_open: CircuitState.HALF_OPEN,
};

export function providerToWire({ models, ...provider }: ProviderReport): MessageInitShape<typeof ProviderSchema> {
  return { ...provider, models: models.map(({ name, health }) => modelToWire(name, health)) };
}

function modelToWire(name: string, { state, lastError, lastErrorAt, firstTokenMs, active, queued }: ModelHealth) {
  const failure = lastErrorAt === undefined ? undefined : modelFailure(name, lastError).refused;
  return {
    name,
    circuit: circuits[state],
    ...(failure && { lastError: failure.reason, lastErrorMessage: failure.message ?? '' }),
    ...(lastErrorAt !== undefined && { lastErrorAt: timestampFromMs(lastErrorAt) }),
    ...(firstTokenMs && {
      firstTokenP50Ms: Math.round(firstTokenMs.p50),
      firstTokenP95Ms: Math.round(firstTokenMs.p95),
    }),
    activeCalls: active,
    queuedCalls: queued,
  };
}
