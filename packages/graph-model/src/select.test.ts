import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Selector } from './operation.ts';
import { select } from './select.ts';
import { byId, byKey, byName, byPath, sampleGraph } from './testing/index.ts';

const type = (filter: Extract<Selector, { by: 'type' }>['filter'], kind = ''): Selector => ({
  by: 'type',
  kind,
  filter,
});

const matching: readonly (readonly [string, Selector, readonly string[]])[] = [
  ['id of a node', byId('ship'), ['ship']],
  ['id of an edge', byId('f1'), ['f1']],
  ['key', byKey('check'), ['check']],
  ['kind', type({}, 'bpmn::lane'), ['sales', 'finance']],
  ['name, whatever its case and white space', byName(' check\n CREDIT '), ['check']],
  ['part of a name', type({ nameContains: 'order' }), ['process', 'receive']],
  ['within a container by name', type({ within: 'Finance' }), ['check', 'timer']],
  ['within a container by key, at any depth', type({ within: 'order' }, 'bpmn::task'), ['check', 'ship']],
  ['properties', type({ properties: { system: 'ERP' } }), ['check']],
  ['lifecycle and kind', type({ lifecycle: 'current' }, 'bpmn::end_event'), ['end']],
  ['whole path', byPath('Order handling', 'Sales', 'Ship'), ['ship']],
  ['path without its containers', byPath('ship'), ['ship']],
  ['path without a middle', byPath('order handling', 'ship'), ['ship']],
  ['neighbours', { by: 'neighbour', of: byKey('check'), direction: 'both', edgeKind: '' }, ['receive', 'ship']],
  [
    'neighbours of neighbours',
    {
      by: 'neighbour',
      of: { by: 'neighbour', of: byId('start'), direction: 'out', edgeKind: '' },
      direction: 'out',
      edgeKind: 'bpmn::sequence_flow',
    },
    ['check'],
  ],
];

describe('a selector', () => {
  for (const [what, selector, ids] of matching) {
    it(`by ${what}`, () => assert.deepEqual(select(sampleGraph, selector), { ok: true, ids }));
  }

  it('that matches nothing says what is near', () => {
    for (const selector of [byName('Chekc credit'), byKey('chek'), byPath('Sales', 'check credits')]) {
      const selection = select(sampleGraph, selector);
      assert.ok(!selection.ok);
      assert.equal(selection.diagnostic.code, 'selector_matches_nothing');
      assert.match(selection.diagnostic.message, /Did you mean task "Check credit" \(id check\)/);
      assert.equal(selection.diagnostic.elementIds?.[0], 'check');
    }
  });

  it('that must name one lists the candidates', () => {
    const selection = select(sampleGraph, type({}, 'bpmn::lane'), { one: true });
    assert.deepEqual(selection, {
      ok: false,
      diagnostic: {
        severity: 'error',
        code: 'selector_ambiguous',
        message: '2 elements match lane: lane "Sales" (id sales), lane "Finance" (id finance). Name one by its id.',
        elementIds: ['sales', 'finance'],
      },
    });
  });
});
