import type { GatewayDeps } from './deps.ts';
import { type FollowDeps, type FollowOptions, followRun } from './follow-run.ts';
import type { Frame } from './frames/frame.ts';
import type { RunRef } from './ports/runs.ts';

/** Follows a run for a client, and measures that. */
export async function* streamRun(
  deps: FollowDeps & Pick<GatewayDeps, 'metrics' | 'openStreams'>,
  run: RunRef & { readonly agentId: string },
  options: FollowOptions,
): AsyncGenerator<Frame, void> {
  const { signal } = options;
  const measured = deps.metrics.streamOpened(run.agentId);
  const leave = deps.openStreams.enter();
  const close = () => {
    measured();
    leave();
  };
  // Nobody may ask for the next frame when the client is gone.
  signal.addEventListener('abort', close, { once: true });
  try {
    yield* followRun(deps, run, options);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
