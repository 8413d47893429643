import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Element, Elements } from '../data/elements.ts';
import { findElements } from './find-elements.ts';

const element = (kind: string, name: string, documentation?: string): Element => ({
  name,
  kind: `bpmn::${kind}`,
  parent: '',
  source: '',
  target: '',
  properties: documentation === undefined ? {} : { documentation },
});
const model: Elements = new Map([
  ['Task_1', element('user_task', 'Angebot prüfen')],
  ['Task_2', element('service_task', 'Check', 'Looks up the customer in the ledger')],
  ['Gateway_1', element('exclusive_gateway', 'Was the check passed?')],
]);
const found = (text: string) => findElements(model, text, 'en').map(({ id }) => id);

it('finds by name, without accents and capitals, and best by how a name begins', () => {
  assert.deepEqual(found('PRUFEN'), ['Task_1']);
  assert.deepEqual(found('check'), ['Task_2', 'Gateway_1']);
});

it('finds by id, kind and documentation', () => {
  assert.deepEqual(found('task_2'), ['Task_2']);
  assert.deepEqual(found('exclusive gateway'), ['Gateway_1']);
  assert.deepEqual(found('ledger'), ['Task_2']);
  assert.equal(findElements(model, 'ledger', 'en')[0]?.detail, 'Looks up the customer in the ledger');
});

it('finds nothing for nothing', () => assert.deepEqual(found(' '), []));
