import type { Page } from 'playwright-core';

/** Requests of a person's page, one after the other, for as long as it takes. */
export interface Load {
  /** Ends it; the same answer again when it has ended. */
  stop(): Promise<{ readonly answered: number; readonly failed: readonly string[] }>;
}

/** Has a page that somebody has signed in on ask for chats, over the edge and the workspace's backend, until it is told to stop. */
export async function startLoad(page: Page): Promise<Load> {
  const going = await page.evaluateHandle(() => {
    const seen = { answered: 0, failed: [] as string[], stopped: false };
    const ask = async () => {
      const headers = { 'content-type': 'application/json', 'connect-protocol-version': '1', 'x-ameide-csrf': '1' };
      const url = '/api/ameide.threads.v1.ChatQueryService/ListChats';
      const response = await fetch(url, { method: 'POST', headers, body: '{"pageSize":1}' });
      const body = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${body.slice(0, 200)}`);
    };
    const done = (async () => {
      while (!seen.stopped) {
        await ask().then(
          () => seen.answered++,
          (error: unknown) => seen.failed.push(String(error)),
        );
      }
    })();
    return { seen, done };
  });
  let ended: ReturnType<Load['stop']> | undefined;
  return {
    stop() {
      ended ??= going.evaluate(async ({ seen, done }) => {
        seen.stopped = true;
        await done;
        return { answered: seen.answered, failed: seen.failed };
      });
      return ended;
    },
  };
}
