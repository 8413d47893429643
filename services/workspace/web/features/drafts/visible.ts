export const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** A tab that nobody sees gives its connection to one that somebody does. */
export function whenHidden() {
  const gone = new AbortController();
  const onChange = () => {
    if (document.hidden) gone.abort();
  };
  document.addEventListener('visibilitychange', onChange);
  return { signal: gone.signal, forget: () => document.removeEventListener('visibilitychange', onChange) };
}

export function whenVisible(): Promise<void> {
  return new Promise((resolve) => {
    if (!document.hidden) return resolve();
    const onChange = () => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', onChange);
      resolve();
    };
    document.addEventListener('visibilitychange', onChange);
  });
}
