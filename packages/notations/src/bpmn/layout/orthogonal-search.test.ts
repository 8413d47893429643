import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bounds, Point } from '@ameide/graph-model';
import fc from 'fast-check';
import { pathCrosses } from './geometry.ts';
import { createSearchBudget, searchPath } from './orthogonal-search.ts';

const source = { x: 0, y: 0, width: 100, height: 80 };
const target = { x: 600, y: 400, width: 100, height: 80 };

const boxes = fc.array(
  fc.record({
    x: fc.integer({ min: -20, max: 80 }).map((step) => step * 10),
    y: fc.integer({ min: -20, max: 60 }).map((step) => step * 10),
    width: fc.integer({ min: 20, max: 200 }),
    height: fc.integer({ min: 20, max: 200 }),
  }),
  { maxLength: 20 },
);

test('a path is orthogonal, ends at both shapes and crosses nothing', () => {
  fc.assert(
    fc.property(boxes, (obstacles) => {
      const path = searchPath(source, target, obstacles, createSearchBudget());
      if (path === undefined) return;
      for (const box of [...obstacles, source, target]) assert.ok(!pathCrosses(path, box));
      path.slice(1).forEach((point, at) => {
        assert.ok(point.x === path[at]!.x || point.y === path[at]!.y);
      });
      assert.ok(isOnBorder(path[0]!, source) && isOnBorder(path.at(-1)!, target));
    }),
  );
});

test('a wall is gone around, and a closed one has no way through', () => {
  const wall: Bounds = { x: 300, y: -400, width: 20, height: 1_000 };
  const path = searchPath(source, target, [wall], createSearchBudget());
  assert.ok(path !== undefined && !pathCrosses(path, wall));
  const closed = [
    { x: 560, y: 350, width: 180, height: 20 },
    { x: 560, y: 510, width: 180, height: 20 },
    { x: 560, y: 350, width: 20, height: 180 },
    { x: 720, y: 350, width: 20, height: 180 },
  ];
  assert.equal(searchPath(source, target, closed, createSearchBudget()), undefined);
});

test('the searches of one layout share a budget, and none begins without one', () => {
  const budget = createSearchBudget();
  const before = budget.visits;
  assert.ok(searchPath(source, target, [], budget) !== undefined);
  assert.ok(budget.visits < before);
  budget.visits = 0;
  assert.equal(searchPath(source, target, [], budget), undefined);
});

function isOnBorder({ x, y }: Point, box: Bounds): boolean {
  const onSide = x === box.x || x === box.x + box.width;
  const onTop = y === box.y || y === box.y + box.height;
  return (onSide && y >= box.y && y <= box.y + box.height) || (onTop && x >= box.x && x <= box.x + box.width);
}
