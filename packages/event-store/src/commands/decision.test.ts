import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Projection } from './decision.ts';
import { insertRow } from './row-changes.ts';

type Event = { readonly type: 'Opened'; readonly id: string } | { readonly type: 'Closed' };

test('an event without an entry does not compile', () => {
  const Opened = ({ id }: { readonly id: string }) => [insertRow('things', { id }, {})];
  const complete: Projection<undefined, Event> = { Opened, Closed: () => [] };
  // @ts-expect-error Closed is missing
  const incomplete: Projection<undefined, Event> = { Opened };
  assert.ok(complete && incomplete);
});
