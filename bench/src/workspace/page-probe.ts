import type { Page } from 'playwright-core';

/** What a page measures of itself. Times are milliseconds since 1970, so that those of two pages can be compared. */
interface Probe {
  /** When the mouse was last released. */
  released: number;
  /** Answered calls since `forgetCalls`: the RPC, when it was sent, when the whole answer was there. */
  calls(): { readonly name: string; readonly sent: number; readonly answered: number }[];
  forgetCalls(): void;
  /** How long the main thread was occupied by each key that was typed, until the next frame was due. */
  keys: number[];
  /** When something in the page first fitted a selector after `await`. */
  seen: number;
  now(): number;
  await(selector: string): void;
  /** Frames a second while the wheel turns. */
  framesWhile(during: number): Promise<number>;
}

export interface ProbeWindow {
  readonly probe: Probe;
}

/** Lets pages of this context measure themselves from their first script on. */
export async function watchPage(page: Page): Promise<void> {
  await page.context().addInitScript(install);
}

function install(): void {
  const now = () => performance.timeOrigin + performance.now();
  const probe: Probe = {
    released: 0,
    calls: () =>
      performance.getEntriesByType('resource').map((entry) => ({
        name: entry.name.split('/').at(-1)!,
        sent: performance.timeOrigin + entry.startTime,
        answered: performance.timeOrigin + (entry as PerformanceResourceTiming).responseEnd,
      })),
    forgetCalls: () => performance.clearResourceTimings(),
    keys: [],
    seen: 0,
    now,
    await(selector) {
      probe.seen = 0;
      const look = () => {
        if (probe.seen !== 0 || document.querySelector(selector) === null) return;
        probe.seen = now();
        observer.disconnect();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      look();
    },
    framesWhile: (during) =>
      new Promise((resolve) => {
        const begin = performance.now();
        let frames = 0;
        const frame = (at: number) => {
          if (at - begin >= during) return resolve((frames * 1_000) / (at - begin));
          frames += 1;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
  };
  Object.assign(window, { probe });
  addEventListener('mouseup', () => (probe.released = now()), { capture: true });
  addEventListener(
    'keydown',
    () => {
      const begin = performance.now();
      requestAnimationFrame(() => probe.keys.push(performance.now() - begin));
    },
    { capture: true },
  );
  performance.setResourceTimingBufferSize(5_000);
}
