import type { Sweep } from '@ameide/operator-kit';
import type { DeploymentRecords, Temporal } from './ports.ts';

/** Temporal lets a version go minutes after its last worker asked for work, and when it has drained. */
export const SWEEP_MS = 300_000;

/** What it works with. */
export interface SweepOptions {
  readonly temporal: Pick<Temporal, 'remove'>;
  readonly records: DeploymentRecords;
  readonly everyMs?: number | undefined;
}

/**
 * Takes the Worker Deployments of Processes that are gone out of Temporal: none but those that were written down while there
 * was a Process of theirs here, so none of another cluster or lane, and none that workers still ask for or workflows need.
 */
export function sweepDeployments({ temporal, records, everyMs = SWEEP_MS }: SweepOptions): Sweep {
  return {
    everyMs,
    async run({ isThere, check }, signal) {
      const refused: string[] = [];
      for (const place of await records.all(signal)) {
        // The deployment is named as the Process.
        if (isThere(place.deployment)) continue;
        const removal = await temporal.remove(place, check, signal);
        if (removal.state === 'gone') await records.forget(place, check, signal);
        if (removal.state === 'refused') refused.push(`${place.deployment} in ${place.namespace}: ${removal.message}`);
      }
      if (refused.length > 0)
        throw new Error(`Temporal keeps what is left of Processes that are gone: ${refused.join('; ')}`);
    },
  };
}
