import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { refusedWith } from '@ameide/service-kit/testing';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { as, collect, type GatewayInstance, generate, type Script, startSystem, type TestSystem } from './harness.ts';

let system: TestSystem;
let gateway: GatewayInstance;

const using = (inputTokens: number, outputTokens: number, model: string): Script =>
  async function* () {
    yield { case: 'usage', value: { inputTokens, outputTokens, model } };
    yield { case: 'token', value: { text: 'Done.' } };
  };

/** Runs of these scripts, one after the other, each moved to an instant. */
async function runAt(instant: string, user: string, ...scripts: Script[]): Promise<void> {
  for (const script of scripts) {
    const frames = await collect(generate(gateway, system.world.thread(script), undefined, { user }));
    await system.admin.query('update gateway.runs set created_at = $2 where id = $1', [frames[0]!.runId, instant]);
  }
}

before(async () => {
  system = await startSystem();
  gateway = await system.gateway();
  const broken: Script = async function* () {
    yield { case: 'usage', value: { inputTokens: 7, outputTokens: 1, model: 'offline' } };
    throw new Error('broken');
  };
  await runAt('2026-03-01T12:00:00Z', 'ada', using(100, 20, 'offline'), using(50, 5, 'offline'), broken);
  await runAt('2026-03-02T23:30:00Z', 'ada', using(1000, 200, 'openai:large'), using(1, 1, 'offline'));
  await runAt('2026-03-02T12:00:00Z', 'eve', using(9, 9, 'offline'));
});
after(() => system.close());

const usage = (request: Parameters<GatewayInstance['inference']['listRunUsage']>[0], user = 'ada') =>
  gateway.client(InferenceService).listRunUsage(request, as(user));
const short = ({ usage: rows }: Awaited<ReturnType<typeof usage>>) =>
  rows.map(({ day, agentId, model, runs, failedRuns, inputTokens, outputTokens }) =>
    [day, agentId, model, runs, failedRuns, inputTokens, outputTokens].join(' '),
  );

const march1 = '2026-03-01 bpmn offline 3 1 157 26';
const march2 = ['2026-03-02 bpmn offline 1 0 1 1', '2026-03-02 bpmn openai:large 1 0 1000 200'];

test("a person's runs are summed up by day, agent and model, the last day first", async () => {
  const all = await usage({});
  assert.deepEqual(short(all), [...march2, march1]);
  const { runs, failedRuns, inputTokens, outputTokens, day } = all.total!;
  assert.deepEqual([runs, failedRuns, inputTokens, outputTokens, day], [5, 1, 1158n, 227n, '']);
  assert.deepEqual(short(await usage({}, 'eve')), ['2026-03-02 bpmn offline 1 0 9 9']);
  assert.deepEqual(short(await usage({}, 'somebody')), []);
});

test('days are those of the time zone, and a range narrows them', async () => {
  const berlin = await usage({ timeZone: 'Europe/Berlin' });
  assert.deepEqual(short(berlin), [...march2.map((row) => row.replace('03-02', '03-03')), march1]);
  const time = (text: string) => timestampFromDate(new Date(text));
  const second = await usage({
    createdAfter: time('2026-03-02T00:00:00Z'),
    createdBefore: time('2026-03-03T00:00:00Z'),
  });
  assert.deepEqual(short(second), march2);
  assert.equal(second.total?.runs, 2);
  await assert.rejects(usage({ timeZone: 'Europe/Atlantis' }), refusedWith(Code.InvalidArgument, 'time_zone_unknown'));
});

test('pages hold each sum once, and the total only the first one', async () => {
  const rows: string[] = [];
  const totals: boolean[] = [];
  for (let pageToken = ''; ; ) {
    const page = await usage({ pageSize: 1, pageToken });
    rows.push(...short(page));
    totals.push(page.total !== undefined);
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  assert.deepEqual(rows, [...march2, march1]);
  assert.deepEqual(totals, [true, false, false]);
});
