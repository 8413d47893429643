import type { Frame } from '@ameide/contracts/inference/v1/run';
import { type FollowOptions, followRun } from '../app/follow-run.ts';
import type { RunRef } from '../app/ports.ts';
import type { Gateway } from './dependencies.ts';

/** Follows a run for a client, and measures that. */
export async function* streamRun(
  gateway: Gateway,
  run: RunRef & { readonly agentId: string },
  options: FollowOptions,
): AsyncGenerator<{ frame: Frame }, void> {
  const { signal } = options;
  const measured = gateway.metrics.streamOpened(run.agentId);
  const leave = gateway.openStreams.enter();
  const close = () => {
    measured();
    leave();
  };
  // Nobody may ask for the next frame when the client is gone.
  signal.addEventListener('abort', close, { once: true });
  try {
    for await (const frame of followRun(gateway, run, options)) yield { frame };
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
