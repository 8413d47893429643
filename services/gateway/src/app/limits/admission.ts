import { type Limit, LimitsAwayError, type RateLimits, type Slot } from '@ameide/rate-limits';
import {
  type Dimension,
  type HitLimit,
  limitMessage,
  type Plan,
  SCOPES,
  type Scope,
} from '../../domain/limits/plan.ts';
import type { RunRef } from '../ports/runs.ts';
import { type Refused, refuse } from '../refusal.ts';
import type { Plans } from './ports.ts';

const MINUTE_MS = 60_000;
/** What a run is taken to use before anybody knows; corrected when it has ended. */
const ESTIMATED_RUN_TOKENS = 2_000;
/** When to ask again where nobody knows when there is room, in ms. */
const LOOK_AGAIN_MS = 1_000;
/** Of slots that are held without being asked for: who holds them has been let through before. */
const UNCHECKED = Number.MAX_SAFE_INTEGER;

/** Whose limits. */
export interface Limited {
  readonly tenantId: string;
  readonly userId: string;
}

/** Lets runs and streams begin as far as the plan of the tenant goes. */
export interface Admission {
  /**
   * Takes a request, tokens by estimate and the slot of a run: all, or none. Undefined when the run may begin.
   * @param plan of the tenant, known before: this may be asked where no connection to the database can be waited for
   * @param waitsAfter of a run that has to wait for others of its chat: how many runs of the person go on or wait. It takes its
   * slot when it begins, in place of the one that it waits for.
   */
  admitRun(who: Limited, plan: Plan, runId: string, waitsAfter?: number): Promise<Refused | undefined>;
  /** Gives everything back: the run has not begun after all. */
  forgetRun(who: Limited, runId: string): Promise<void>;
  /** This process works on a run that was let through before; takes its slot unless it has it. */
  holdRun(who: Limited, runId: string): Promise<void>;
  /** Somebody else may work on it now; its slot is theirs, or ends by itself. */
  dropRun(run: Pick<RunRef, 'runId'>): void;
  /** Gives the slot back and corrects the tokens. Never rejects, as `forgetRun` and `holdRun`. */
  endRun(who: Limited, runId: string, tokens: number): Promise<void>;
  /** Takes the slot of a stream; call the answer when it is over, once or more. */
  admitStream(who: Limited): Promise<(() => void) | Refused>;
  /** Renews what this process holds, if it is time. */
  renew(): Promise<void>;
}

export interface AdmissionDeps {
  readonly limits: RateLimits;
  readonly plans: Plans;
  /** How long a slot is held without being renewed, in ms. */
  readonly slotMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

type Amounts = Readonly<Partial<Record<Dimension, number>>>;
interface Asked {
  readonly dimension: Dimension;
  readonly scope: Scope;
  readonly limit: Limit;
}

export function createAdmission({ limits, plans, slotMs, now, newId }: AdmissionDeps): Admission {
  const held = new Map<string, readonly Slot[]>();
  let renewAt = 0;

  async function take(who: Limited, plan: Plan, amounts: Amounts, holder: string): Promise<Refused | undefined> {
    const asked = askedOf(plan, who, amounts, { holder, ttlMs: slotMs });
    if (asked.length === 0) return undefined;
    try {
      const taken = await limits.take(asked.map(({ limit }) => limit));
      if (!taken.taken) {
        const { dimension, scope, limit } = asked[taken.refusedBy]!;
        return refused({ dimension, scope, limit: limit.limit }, taken.retryAfterMs);
      }
    } catch (error) {
      if (!(error instanceof LimitsAwayError)) throw error;
      return refuse('limits_unavailable', undefined, { retry_after_ms: String(LOOK_AGAIN_MS) });
    }
    const slots = asked.flatMap(({ limit }) => (limit.kind === 'slot' ? [limit] : []));
    if (slots.length > 0) held.set(holder, slots);
    return undefined;
  }
  async function put(who: Limited, amounts: Amounts, holder: string): Promise<void> {
    held.delete(holder);
    const plan = await plans.of(who.tenantId).catch(() => undefined);
    // Rates heal, and slots end by themselves.
    if (plan === undefined) return;
    const asked = askedOf(plan, who, amounts, { holder, ttlMs: 0 });
    await limits.put(asked.map(({ limit }) => limit));
  }

  return {
    async admitRun(who, plan, runId, waitsAfter) {
      const amounts = { requests: 1, tokens: ESTIMATED_RUN_TOKENS };
      if (waitsAfter === undefined) return take(who, plan, { ...amounts, runs: 1 }, runId);
      const { runs: limit = Infinity } = plan.perUser;
      if (waitsAfter >= limit) return refused({ dimension: 'runs', scope: 'user', limit }, LOOK_AGAIN_MS);
      return take(who, plan, amounts, runId);
    },
    forgetRun: (who, runId) => put(who, { requests: -1, tokens: -ESTIMATED_RUN_TOKENS, runs: 1 }, runId),
    async holdRun(who, runId) {
      if (held.has(runId)) return;
      const slots = SCOPES.map((scope) => slotOf(scope, 'runs', who, UNCHECKED, { holder: runId, ttlMs: slotMs }));
      held.set(runId, slots);
      await limits.put(slots);
    },
    dropRun({ runId }) {
      held.delete(runId);
    },
    endRun: (who, runId, tokens) => put(who, { tokens: tokens - ESTIMATED_RUN_TOKENS, runs: 1 }, runId),
    async admitStream(who) {
      const id = newId();
      const refusal = await take(who, await plans.of(who.tenantId), { streams: 1 }, id);
      if (refusal !== undefined) return refusal;
      return () => {
        const slots = held.get(id);
        if (!held.delete(id)) return;
        void limits.put(slots!.map((slot) => ({ ...slot, ttlMs: 0 })));
      };
    },
    async renew() {
      if (now() < renewAt) return;
      renewAt = now() + slotMs / 3;
      await limits.put([...held.values()].flat());
    },
  };
}

function refused(
  { dimension, scope, limit }: Omit<HitLimit, 'retryAfterMs'>,
  retryAfterMs: number | undefined,
): Refused {
  return refuse('rate_limited', limitMessage({ dimension, scope, limit, retryAfterMs }), {
    dimension,
    scope,
    limit: String(limit),
    ...(retryAfterMs !== undefined && { retry_after_ms: String(retryAfterMs) }),
  });
}

/** What the plan limits of that. */
function askedOf(plan: Plan, who: Limited, amounts: Amounts, slot: Pick<Slot, 'holder' | 'ttlMs'>): Asked[] {
  return SCOPES.flatMap((scope) => {
    const quota = scope === 'user' ? plan.perUser : plan.perTenant;
    return (Object.entries(amounts) as [Dimension, number][]).flatMap(([dimension, amount]) => {
      const limit = quota[dimension];
      if (limit === undefined) return [];
      const one: Limit =
        dimension === 'runs' || dimension === 'streams'
          ? slotOf(scope, dimension, who, limit, slot)
          : { kind: 'rate', key: keyOf(scope, dimension, who), limit, windowMs: MINUTE_MS, amount };
      return [{ dimension, scope, limit: one }];
    });
  });
}

function slotOf(
  scope: Scope,
  dimension: Dimension,
  who: Limited,
  limit: number,
  slot: Pick<Slot, 'holder' | 'ttlMs'>,
): Slot {
  return { kind: 'slot', key: keyOf(scope, dimension, who), limit, ...slot };
}

const keyOf = (scope: Scope, dimension: Dimension, { tenantId, userId }: Limited) =>
  JSON.stringify(scope === 'user' ? [dimension, tenantId, userId] : [dimension, tenantId]);
