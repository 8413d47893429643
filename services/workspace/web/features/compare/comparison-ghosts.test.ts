import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DifferenceSchema } from '@ameide/contracts/graph/v1/version_service';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { comparisonGhosts, movedOnes } from './comparison-ghosts.ts';

const difference = (elementId: string, change: MessageInitShape<typeof DifferenceSchema>['change']) =>
  create(DifferenceSchema, { elementId, kind: 'bpmn::task', name: elementId, ...(change && { change }) });
const bounds = (x: number) => ({ x, y: 0, width: 100, height: 80 });
const semantic = (id: string, mutation: 'nodeAdded' | 'nodeChanged' | 'nodeRemoved') =>
  difference(id, { case: 'semantic', value: { mutation: { case: mutation, value: { id } } } });
const drawn = (id: string, before?: number, after?: number) =>
  difference(id, {
    case: 'layout',
    value: {
      mutation: {
        case: 'boundsSet',
        value: {
          id,
          ...(before !== undefined && { before: bounds(before) }),
          ...(after !== undefined && { after: bounds(after) }),
        },
      },
    },
  });
const differences = [
  semantic('new', 'nodeAdded'),
  semantic('other', 'nodeChanged'),
  semantic('gone', 'nodeRemoved'),
  semantic('never drawn', 'nodeRemoved'),
  drawn('new', undefined, 1),
  drawn('gone', 2),
  difference('gone', {
    case: 'layout',
    value: { mutation: { case: 'labelSet', value: { id: 'gone', before: bounds(9) } } },
  }),
  drawn('other', 3, 4),
  drawn('moved', 5, 6),
];

it('what came and changed stands out in place, what went is drawn where it was', () => {
  const told = comparisonGhosts(differences, false).map(({ elementId, tone, name, bounds: at, isPast }) => [
    ...[elementId, tone, name, at?.x, isPast],
  ]);
  assert.deepEqual(told, [
    ['new', 'add', '', undefined, undefined],
    ['other', 'change', '', undefined, undefined],
    ['gone', 'remove', 'gone', 2, true],
  ]);
});

it('the drawing is a layer of its own, without that of what came and went', () => {
  assert.deepEqual(
    movedOnes(differences).map(({ elementId }) => elementId),
    ['other', 'moved'],
  );
  const past = comparisonGhosts(differences, true).filter(({ tone, isPast }) => tone === 'change' && isPast);
  assert.deepEqual(
    past.map(({ elementId, bounds: at }) => [elementId, at?.x]),
    [
      ['other', 3],
      ['moved', 5],
    ],
  );
});
