import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Members, Presence, PresenceOptions } from '../presence.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (members: Members) =>
  Object.fromEntries([...members].map(([member, data]) => [member, new TextDecoder().decode(data)]));

/** What every implementation of presence does. @param open made anew for each test, with nobody anywhere */
export function presenceConformance(name: string, open: (options?: PresenceOptions) => Promise<Presence>): void {
  describe(`presence: ${name}`, () => {
    const opened: Presence[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((presence) => presence.close()));
    });
    const start = async (options?: PresenceOptions) => {
      const presence = await open(options);
      opened.push(presence);
      return presence;
    };

    /** Resolves with the first list for which that is so. */
    async function until(presence: Presence, place: string, isSo: (members: Record<string, string>) => boolean) {
      const leaving = new AbortController();
      for await (const members of presence.watch(place, leaving.signal)) {
        const seen = textOf(members);
        if (isSo(seen)) return seen;
      }
      throw new Error('the watch has ended');
    }

    it('tells who is there at once, and whoever comes, changes or leaves', async () => {
      const presence = await start();
      await presence.announce('model', 'ada', bytes('1'));
      assert.deepEqual(await until(presence, 'model', () => true), { ada: '1' });
      const both = until(presence, 'model', (seen) => 'bob' in seen);
      await presence.announce('model', 'bob', bytes('2'));
      assert.deepEqual(await both, { ada: '1', bob: '2' });
      const changed = until(presence, 'model', (seen) => seen.ada === '3');
      await presence.announce('model', 'ada', bytes('3'));
      await changed;
      const left = until(presence, 'model', (seen) => !('bob' in seen));
      await presence.leave('model', 'bob');
      assert.deepEqual(await left, { ada: '3' });
    });

    it('keeps places apart, and knows nobody where nobody is', async () => {
      const presence = await start();
      await presence.announce('one', 'ada', bytes('1'));
      assert.deepEqual(await until(presence, 'other', () => true), {});
    });

    it('forgets who does not say so again, and tells', async () => {
      const presence = await start({ ttlMs: 300 });
      await presence.announce('model', 'gone', bytes('1'));
      const again = setInterval(() => void presence.announce('model', 'stays', bytes('1')), 50);
      try {
        await until(presence, 'model', (seen) => 'gone' in seen && 'stays' in seen);
        await until(presence, 'model', (seen) => !('gone' in seen) && 'stays' in seen);
      } finally {
        clearInterval(again);
      }
      await until(presence, 'model', (seen) => Object.keys(seen).length === 0);
    });

    it('says nothing anew that was said before', async () => {
      const presence = await start();
      const leaving = new AbortController();
      const lists: Record<string, string>[] = [];
      const watching = (async () => {
        for await (const members of presence.watch('model', leaving.signal)) {
          lists.push(textOf(members));
          if (lists.at(-1)?.ada === 'last') leaving.abort();
        }
      })();
      for (const said of ['first', 'first', 'first', 'last']) await presence.announce('model', 'ada', bytes(said));
      await watching;
      for (const [index, list] of lists.entries()) assert.notDeepEqual(list, lists[index - 1]);
    });

    it('lets watchers go when it is closed, and when they want to', async () => {
      const presence = await start();
      const leaving = new AbortController();
      const ends = [new AbortController().signal, leaving.signal].map(async (signal) => {
        for await (const members of presence.watch('model', signal)) assert.equal(members.size, 0);
      });
      leaving.abort();
      await ends[1];
      await presence.close();
      await ends[0];
    });
  });
}
