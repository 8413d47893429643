import { conditionFalse, conditionTrue, type Observed, progressing, stalled } from '@ameide/operator-kit';
import type { FindingOf, OutcomeOf } from '@ameide/operator-kit/schema';
import { databaseFinding, databaseOutcome, databaseState, rolloutOutcome } from '@ameide/primitives/objects';
import { deploymentsOf, isHeld } from './desired.ts';
import type { ProjectionFacts } from './facts.ts';
import { coarseLag, freshnessFinding, isAnswering } from './freshness.ts';
import { lastBuild, type OpenBuild, openBuild, REBUILD } from './rebuild.ts';
import type { projection as kind, Projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';
import { refreshFinding } from './views.ts';

type Found<Type extends keyof (typeof kind)['conditions']> = FindingOf<typeof kind, Type>;

/** How a Projection is, after everything that should be there has been applied. */
export function status(
  projection: Projection,
  observed: Observed<ProjectionFacts>,
  { askEveryMs }: ProjectionSettings,
): OutcomeOf<typeof kind> {
  const { spec } = projection;
  const [query, consumer] = deploymentsOf(projection, observed);
  const { freshness } = observed.facts;
  const database = databaseState(projection, spec.storage, observed);
  const built = lastBuild(projection, observed);
  const open = openBuild(projection, observed);
  const outcome: OutcomeOf<typeof kind> =
    databaseOutcome(database) ??
    (open && isHeld(projection, observed) ? buildOutcome(projection, open) : undefined) ??
    worst(rolloutOutcome(projection, query), ofConsumers(rolloutOutcome(projection, consumer)));
  const rebuilt = buildFinding(projection, open);
  const refreshed = refreshFinding(projection, observed);
  const fresh = freshnessFinding(freshness, spec.freshness.maxLagSeconds);
  return {
    ...outcome,
    degraded: outcome.degraded ?? degraded(built !== undefined, rebuilt, refreshed, fresh),
    conditions: { DatabaseReady: databaseFinding(database), Rebuilt: rebuilt, Refreshed: refreshed, Fresh: fresh },
    fields: { ...(freshness.state === 'known' && { lagSeconds: coarseLag(freshness.lagSeconds) }), ...built },
    requeueAfterMs: isAnswering(query) ? askEveryMs : undefined,
  };
}

/** How a roll-out that waits for tables is. */
function buildOutcome(projection: Projection, { state, job }: OpenBuild) {
  if (state === 'failed') return stalled('RebuildFailed', failure(projection, job));
  return progressing(`The roll-out waits for the tables: Job ${job} builds them.`);
}

function buildFinding(projection: Projection, open: OpenBuild | undefined): Found<'Rebuilt'> {
  switch (open?.state) {
    case undefined:
      return conditionTrue('UpToDate');
    case 'absent':
      return conditionFalse('Waiting', 'It waits for the database, or for `paused` to be taken back.');
    case 'waiting':
      return conditionFalse('Waiting', `It waits for Job ${open.job}; delete that to begin at once.`);
    case 'running':
      return conditionFalse('Rebuilding', `Job ${open.job} is not done.`);
    case 'failed':
      return conditionFalse('Failed', failure(projection, open.job));
  }
}

function failure({ metadata: { namespace } }: Projection, job: string): string {
  return `Job ${job} failed: \`kubectl logs -n ${namespace} job/${job}\` says why. To try again give \`${REBUILD}\` another value, bring another image, or \`kubectl delete -n ${namespace} job/${job}\`.`;
}

/** What works less well than it should, the worst first. */
function degraded(built: boolean, rebuilt: Found<'Rebuilt'>, refreshed: Found<'Refreshed'>, fresh: Found<'Fresh'>) {
  if (built && rebuilt.reason === 'Failed') return { reason: 'RebuildFailed', message: rebuilt.message } as const;
  if (refreshed.reason === 'Failed') return { reason: 'RefreshFailed', message: refreshed.message } as const;
  if (fresh.reason === 'Lagging') return { reason: 'Lagging', message: fresh.message } as const;
  return undefined;
}

type Rollout = ReturnType<typeof rolloutOutcome>;
const BADNESS = { ready: 0, progressing: 1, stalled: 2 };

function worst(query: Rollout, consumers: Rollout): Rollout {
  return BADNESS[consumers.phase] > BADNESS[query.phase] ? consumers : query;
}

function ofConsumers(outcome: Rollout): Rollout {
  const { message, degraded: less } = outcome;
  const told = (text: string) => `Consumers: ${text}`;
  return { ...outcome, message: told(message), ...(less && { degraded: { ...less, message: told(less.message) } }) };
}
