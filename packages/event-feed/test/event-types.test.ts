import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { GenFile } from '@bufbuild/protobuf/codegenv2';
import { EVENT_TYPES, eventType } from '../src/event-types.ts';

const folder = new URL('./', import.meta.resolve('@ameide/contracts/events/v1/graph'));

test('every event message of the contract has a dotted name of its own, and nothing else has one', async () => {
  const messages: string[] = [];
  for (const file of readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('_pb.ts'))) {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    const [description] = Object.entries(exported)
      .find(([name]) => name.startsWith('file_ameide_events'))!
      .slice(1) as [GenFile];
    // An event tells in its comment which stream it is on; other messages are parts of events.
    for (const { name } of description.messages) if (/^[A-Z]/.test(name) && isEvent(name)) messages.push(name);
  }
  assert.deepEqual(Object.keys(EVENT_TYPES).sort(), messages.sort());
  const types = Object.values(EVENT_TYPES);
  assert.equal(new Set(types).size, types.length);
  for (const type of types) assert.match(type, /^(artifact|repository|governance|initiative|run|thread)\.[a-z_]+$/);
});

test('an event that the table lacks is named for its context', () => {
  assert.equal(eventType('ThingWasDone', 'things'), 'things.thing_was_done');
});

/** Events are named in the past tense; what they are made of is not, nor is the envelope. */
function isEvent(message: string): boolean {
  return /(ed|Sent)$/.test(message);
}
