import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ModelCall } from '../../domain/usage/model-call.ts';
import type { Shortage } from './ports.ts';
import { RunMeter } from './run-meter.ts';

const run = { tenantId: 'acme', runId: 'r' };
const nothing = { cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
const begun = (granted: number | undefined): ModelCall => ({
  ...{ step: 1, attempt: 1, provider: 'openai', model: 'm', state: 'running', startedAt: 5, reason: '', granted },
  usage: { ...nothing, inputTokens: 40, outputTokens: 0, model: 'm', estimated: true },
});
const shortage: Shortage = {
  ...{ scope: 'user', unit: 'money', period: 'day', resetsAt: undefined, amount: 10n, remaining: 0n },
};

/** A meter on a budget that has so many tokens left beyond the first 200. */
function meterWith(left: number) {
  const asked: number[] = [];
  let granted = 200;
  const meter = new RunMeter(
    {
      async extend(_run, _call, more) {
        asked.push(more);
        const given = Math.min(more, left);
        left -= given;
        granted += given;
        return { granted, shortage: given < more ? shortage : undefined };
      },
    },
    run,
  );
  return { meter, asked };
}

/** Tokens that are told until no more may be. */
async function say(meter: RunMeter, most: number): Promise<number> {
  for (let told = 0; told < most; told++) if ((await meter.admit('one')) !== undefined) return told;
  return most;
}

describe('the meter of a run', () => {
  it('asks for more before a slice ends, and ends at the token that no budget has left', async () => {
    const { meter, asked } = meterWith(1_500);
    meter.onCall(begun(200));
    assert.equal(await say(meter, 5_000), 1_700);
    assert.deepEqual(asked, [1_024, 1_024]);
    assert.equal(await meter.admit('one'), shortage);
    meter.close('budget_exceeded');
    const [call] = meter.unsettled;
    assert.deepEqual([call?.state, call?.reason, call?.usage.outputTokens], ['cancelled', 'budget_exceeded', 1_700]);
    assert.deepEqual([call?.usage.inputTokens, call?.usage.estimated], [40, true]);
  });

  it('tells everything where nothing is held', async () => {
    const { meter, asked } = meterWith(0);
    meter.onCall(begun(undefined));
    assert.equal(await say(meter, 3_000), 3_000);
    assert.deepEqual([asked, meter.progress()], [[], undefined]);
  });

  it('counts output that people do not see', async () => {
    const { meter } = meterWith(0);
    meter.onCall(begun(200));
    meter.onCall({ ...begun(200), usage: { ...begun(200).usage!, outputTokens: 150 } });
    assert.equal(await say(meter, 200), 50);
    assert.equal(meter.progress()?.outputTokens, 200);
  });

  it('a call that failed before its first word has used nothing; what a provider has counted holds', () => {
    const { meter } = meterWith(0);
    meter.onCall(begun(200));
    meter.onCall({ ...begun(200), state: 'failed', usage: undefined, reason: 'model_unavailable' });
    const usage = { ...nothing, inputTokens: 7, outputTokens: 9, model: 'm-2', estimated: false };
    meter.onCall({ ...begun(undefined), attempt: 2, state: 'completed', usage });
    assert.deepEqual(
      meter.unsettled.map((call) => [call.usage.inputTokens, call.usage.outputTokens]),
      [
        [0, 0],
        [7, 9],
      ],
    );
    meter.settled(meter.unsettled);
    assert.deepEqual(meter.unsettled, []);
  });
});
