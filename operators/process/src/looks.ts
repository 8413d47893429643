import type { Condition } from '@ameide/operator-kit';
import type { Process } from './resource.ts';

/** How soon Temporal is asked again, in ms, since it does not tell when something changes. */
export interface Looks {
  /** While something is not as it should be: soon at first, and the longer it lasts the more seldom. */
  readonly soonest: number;
  readonly latest: number;
  /** While workflows need older versions. Temporal itself counts them every few minutes. */
  readonly draining: number;
  /** When all is well. */
  readonly steady: number;
}

export const LOOKS: Looks = { soonest: 1_000, latest: 60_000, draining: 30_000, steady: 300_000 };

type Statuses = Readonly<Record<'Drained' | 'TemporalReady' | 'VersionCurrent', { readonly status: string }>>;

/** When to look again, by what is found now and how long it has been so. */
export function requeueAfterMs(process: Process, found: Statuses, now: number, looks: Looks): number {
  const wrong = (['TemporalReady', 'VersionCurrent'] as const).find((type) => found[type].status !== 'True');
  if (wrong === undefined) return found.Drained.status === 'True' ? looks.steady : looks.draining;
  const { conditions = [] } = (process.status ?? {}) as { readonly conditions?: readonly Condition[] };
  const before = conditions.find(({ type }) => type === wrong);
  const lasts = before?.status === found[wrong].status ? now - Date.parse(before.lastTransitionTime) : 0;
  return Math.min(Math.max(lasts / 8, looks.soonest), looks.latest);
}
