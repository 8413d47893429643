import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createInProcessLiveStreams, type LiveStreams } from '@ameide/live-streams';
import { createLogger } from '@ameide/service-kit/telemetry';
import { frameCodec } from '../../wire/frame.ts';
import type { RunTask } from '../ports/runs.ts';
import type { Frame, FramePayload } from './frame.ts';
import { FrameWriter, streamKey } from './frame-writer.ts';

const task: RunTask = {
  tenantId: 'acme',
  runId: '0190d6a0-5a5c-7c3b-8c5f-6c1c3f5d9a10',
  threadId: 'thread',
  agentId: 'chat',
  requestedBy: 'alice',
  mayPropose: false,
  requestId: '',
  messageCount: 1,
  attempt: 1,
  createdAt: 0,
  enqueued: false,
  metered: false,
  whenBusy: 'enqueue',
  tries: 1,
};
const notice: FramePayload = {
  case: 'notice',
  value: { kind: 'budget_near', message: 'Little is left.', remaining: 12n, resetsAt: 86_400_000 },
};
const said = { text: 'all of it', toolCalls: [], toolResults: [], suggestions: [] };

function setUp() {
  const kept = createInProcessLiveStreams();
  let isAway = false;
  const here = async () => {
    if (isAway) throw new Error('away');
  };
  const liveStreams: LiveStreams = {
    append: (...args) => here().then(() => kept.append(...args)),
    restart: (...args) => here().then(() => kept.restart(...args)),
    read: (...args) => kept.read(...args),
    end: (...args) => kept.end(...args),
    remove: (...args) => kept.remove(...args),
    close: () => kept.close(),
  };
  let time = 1_000;
  const logger = createLogger({ service: 'test', level: 'silent' });
  const writer = new FrameWriter({ liveStreams, frameCodec, now: () => time, logger }, task, () => said);
  return {
    writer,
    lose: (lost: boolean) => {
      isAway = lost;
      time += 1_000;
    },
    async frames(): Promise<Frame[]> {
      const frames: Frame[] = [];
      for await (const item of liveStreams.read(streamKey(task), { after: { epoch: 1, index: 0 }, follow: false })) {
        if (item.kind === 'frame') frames.push(frameCodec.decode(item.data));
      }
      return frames;
    },
  };
}

const token = (text: string): FramePayload => ({ case: 'token', value: { text } });

it('writes a notice that comes in the middle in its place, and as it was', async () => {
  const { writer, frames } = setUp();
  await Promise.all([writer.write(token('a')), writer.write(notice), writer.write(token('b'))]);
  const written = await frames();
  assert.deepEqual(
    written.map(({ index, payload }) => [index, payload.case]),
    [
      [1, 'token'],
      [2, 'notice'],
      [3, 'token'],
    ],
  );
  const { kind, message, remaining, resetsAt } = (written[1]!.payload as Extract<FramePayload, { case: 'notice' }>)
    .value;
  assert.deepEqual({ kind, message, remaining, resetsAt }, notice.value);
});

it('tells a notice after the snapshot that stands for lost frames, since no snapshot has it', async () => {
  const { writer, frames, lose } = setUp();
  lose(true);
  await writer.write(token('lost'));
  lose(false);
  await writer.write(notice);
  assert.deepEqual(
    (await frames()).map(({ payload }) => payload.case),
    ['snapshot', 'notice'],
  );
});

it('writes nothing between what was sealed and the last frame', async () => {
  const { writer, frames } = setUp();
  const writing = writer.write(token('a'));
  const last = await writer.seal();
  await writer.write(notice);
  await writing;
  await writer.writeLast({ case: 'status', value: { phase: 'completed', reason: '', messageId: '' } });
  const written = await frames();
  assert.deepEqual(
    written.map(({ payload }) => payload.case),
    ['token', 'status'],
  );
  assert.equal(written.at(-1)!.index, last);
});
