import { createStore } from './store.ts';

/** Whether the last thing that was asked of the server was answered at all. */
export const reachable = createStore(navigator.onLine);

addEventListener('offline', () => reachable.set(false));
// The system's word is a hint only: the server is asked.
addEventListener(
  'online',
  () =>
    void fetch('/auth/session').then(
      () => reachable.set(true),
      () => {},
    ),
);
