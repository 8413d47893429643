import { type Provider, ProviderSchema } from '@ameide/contracts/agents/v1/provider';
import { create } from '@bufbuild/protobuf';
import type { ProviderReport } from '../app/ports/agents.ts';

/** @param used models that agents run on, of which some may never have been called */
export function providersToWire(providers: readonly ProviderReport[], used: readonly string[]): Provider[] {
  return providers.map((provider) => {
    const { name, protocol, configured, models } = provider as Provider;
    const isOf = (model: string) => model === name || model.startsWith(`${name}:`);
    const isCalled = (model: string) => models.some((one) => one.name === model);
    const uncalled = new Set(used.filter((model) => isOf(model) && !isCalled(model)));
    const all = [...models, ...[...uncalled].map((model) => ({ name: model }))];
    return create(ProviderSchema, {
      name,
      protocol,
      configured,
      models: all.sort((a, b) => (a.name < b.name ? -1 : 1)),
    });
  });
}
