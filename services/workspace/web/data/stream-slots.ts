/**
 * Over HTTP/1.1 a browser opens six connections to a server, for all its tabs together; a seventh call would wait for ever.
 * So only so many tabs hold a stream of a model, and the others ask now and then.
 */
const SLOTS = 3;

/** @returns what gives the slot back; undefined when other tabs have them all */
export async function takeStreamSlot(): Promise<(() => void) | undefined> {
  // Without locks, as on a page that is not served securely, every tab is on its own.
  if (navigator.locks === undefined) return () => {};
  for (let slot = 0; slot < SLOTS; slot++) {
    const release = await takeLock(`stream-${slot}`);
    if (release !== undefined) return release;
  }
  return undefined;
}

function takeLock(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(undefined);
      // The lock is held until this promise is fulfilled, or the tab is gone.
      return new Promise<void>((release) => resolve(release));
    });
  });
}
