import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRunningRuns } from './running-runs.ts';

/** Counts the runs that stream. */
function counter() {
  const streams = { open: 0 };
  const streamOpened = () => {
    streams.open++;
    let isOpen = true;
    return () => {
      if (isOpen) streams.open--;
      isOpen = false;
    };
  };
  return { streams, metrics: { streamOpened } };
}

test('a run streams until it is disposed of, its caller goes away or the service stops', () => {
  const { streams, metrics } = counter();
  const runs = createRunningRuns(60_000, metrics);
  const callers = [new AbortController(), new AbortController(), new AbortController()] as const;
  const [first] = callers.map(({ signal }) => runs.begin(signal));
  assert.equal(streams.open, 3);
  first?.[Symbol.dispose]();
  assert.equal(streams.open, 2);
  callers[1].abort();
  assert.equal(streams.open, 1);
  runs.stop();
  assert.equal(streams.open, 0);
  runs.begin(callers[2].signal);
  assert.equal(streams.open, 0);
});
