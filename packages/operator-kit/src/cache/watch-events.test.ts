import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import fc from 'fast-check';
import { readWatchEvents, type WatchEvent } from './watch-events.ts';

async function read(chunks: readonly Uint8Array[]): Promise<WatchEvent[]> {
  const events: WatchEvent[] = [];
  for await (const each of readWatchEvents(Readable.from(chunks))) events.push(each);
  return events;
}
const event = (name: string) => ({ type: 'ADDED', object: { metadata: { name, resourceVersion: '1' } } });

it('reads the same events however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat()), async (names, cuts) => {
      const bytes = Buffer.from(names.map((name) => `${JSON.stringify(event(name))}\n`).join(''));
      const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      assert.deepEqual(
        await read(chunks),
        names.map((name) => event(name)),
      );
    }),
  );
});

it('throws for what is no event, instead of going on without it', async () => {
  for (const line of ['{"type":"ADDED","obj', '<html>\n', '"ADDED"\n', 'null\n', '{"type":"ADDED","object":{}}\n']) {
    await assert.rejects(read([Buffer.from(line)]), SyntaxError, line);
  }
});
