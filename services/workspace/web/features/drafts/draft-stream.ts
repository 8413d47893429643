/**
 * Over HTTP/1.1 a browser opens six connections to a server, for all its tabs together; a seventh call would wait for ever.
 * So one tab at a time holds the stream of drafts, and the others ask now and then.
 *
 * @returns what gives the place back; undefined when another tab has it
 */
export function takeDraftStream(): Promise<(() => void) | undefined> {
  // Without locks, as on a page that is not served securely, every tab is on its own.
  if (navigator.locks === undefined) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    void navigator.locks.request('stream of drafts', { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(undefined);
      // The lock is held until this promise is fulfilled, or the tab is gone.
      return new Promise<void>((release) => resolve(release));
    });
  });
}
