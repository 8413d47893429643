import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something has happened. */
export async function until(happened: () => unknown): Promise<void> {
  while (!(await happened())) await delay(5);
}
