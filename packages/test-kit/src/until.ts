import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 60_000;
const FIRST_MS = 5;
const SLOWEST_MS = 50;

/**
 * What `condition` answers as soon as that is neither false nor nothing.
 * @param timeout in milliseconds
 * @throws Error when it is not so until then, and whatever `condition` throws
 */
export async function until<T>(
  condition: () => Promise<T> | T,
  { timeout = TIMEOUT_MS }: { readonly timeout?: number } = {},
): Promise<Exclude<T, false | 0 | '' | null | undefined>> {
  const deadline = performance.now() + timeout;
  for (let pause = FIRST_MS; ; pause = Math.min(SLOWEST_MS, pause * 2)) {
    const answer = await condition();
    if (answer) return answer as Exclude<T, false | 0 | '' | null | undefined>;
    if (performance.now() > deadline) throw new Error(`not so after ${timeout} ms: ${condition}`);
    await delay(pause);
  }
}
