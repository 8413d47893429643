import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { declareService, type ServiceDefinition } from '@ameide/service-kit/service';
import { faultsOf } from './declarations.ts';

const declared = (
  definition: Partial<ServiceDefinition> & { name: string },
  folder = `services/${definition.name}`,
) => ({
  folder,
  declaration: declareService({ migrations: new URL('file:///none/'), rpcServices: [], ...definition }),
});

it('accepts services that call and follow each other', () => {
  const orders = declared({ name: 'orders', publishes: 'sales', calls: ['stock'] });
  assert.deepEqual(faultsOf([orders, declared({ name: 'stock', follows: ['sales'] })]), []);
});

it('names what cannot be', () => {
  const faults = faultsOf([
    declared({ name: 'orders', calls: ['nobody'], rpcServices: [ModelService] }, 'services/order'),
    declared({ name: 'stock', follows: ['sales'], rpcServices: [ModelService] }),
  ]);
  assert.deepEqual(faults, [
    'services/order/src/declaration.ts: the service orders belongs into services/orders.',
    'services/order/src/declaration.ts: calls nobody, but no service has that name.',
    'services/stock/src/declaration.ts: follows sales, which no service publishes.',
    'services/stock/src/declaration.ts: ameide.graph.v1.ModelService is answered by orders already.',
  ]);
});
