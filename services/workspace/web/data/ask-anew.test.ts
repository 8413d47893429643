import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { askAnew } from './ask-anew.ts';

test('what has changed while the first answer was under way is asked for again', async () => {
  const client = new QueryClient();
  const queryKey = ['patches'];
  let there = 'nothing';
  const first = Promise.withResolvers<void>();
  let asked = 0;
  const observer = new QueryObserver(client, {
    queryKey,
    async queryFn() {
      asked += 1;
      const read = there;
      if (asked === 1) await first.promise;
      return read;
    },
  });
  const stop = observer.subscribe(() => undefined);
  there = 'a proposal';
  const anew = askAnew(client, { queryKey });
  first.resolve();
  await anew;
  assert.deepEqual([observer.getCurrentResult().data, asked], ['a proposal', 2]);
  await askAnew(client, { queryKey });
  assert.equal(asked, 3);
  stop();
});
