import { setTimeout as delay } from 'node:timers/promises';

/**
 * What `condition` answers as soon as that is neither false nor undefined nor null; asks again every 50 ms.
 * @throws Error after `timeout` milliseconds (30 s unless told), or what `condition` throws.
 */
export async function until<T>(
  condition: () => Promise<T | false | undefined | null> | T | false | undefined | null,
  options: { readonly timeout?: number } = {},
): Promise<T> {
  const timeout = options.timeout ?? 30_000;
  const deadline = Date.now() + timeout;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== undefined && answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`not so after ${timeout} ms: ${condition}`);
    await delay(50);
  }
}
