/** For each type of condition the closed set of its reasons, and what each one means. */
export type ConditionTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The reasons that the kit itself gives. Every kind has them, and may add to them. What is stalled is not ready for the
 * same reason, so that `Ready` has those of `Stalled`, too.
 */
export const kitConditions = {
  Ready: {
    Available: 'Everything exists and serves, for this generation of the spec.',
    Progressing: 'Something is still being created or rolled out.',
    Deleting: 'The object is being deleted.',
  },
  Reconciling: {
    Applying: 'The operator is writing objects, or retries to.',
    Waiting: 'Another controller has to finish something first, such as starting pods.',
    Settled: 'Nothing is left to do.',
  },
  Stalled: {
    ApplyRefused: 'The API server refused an object; the message has its answer.',
    Conflict: 'An object of the same name exists and does not belong to this one.',
    Proceeding: 'Nothing blocks it.',
  },
  Degraded: {
    Healthy: 'Nothing is wrong.',
  },
  OptionalApis: {
    Present: 'Every API that the spec makes use of is installed.',
    Missing: 'An API is not installed; what needs it was left out, and the message names it.',
  },
} as const satisfies ConditionTable;

type KitType = keyof typeof kitConditions;

/** What a kind's own table has to have in it. */
export type KindConditions = ConditionTable & { readonly [Type in KitType]: Readonly<Record<string, string>> };

/** The reasons of one type. */
export type ReasonFor<Table, Type extends PropertyKey> = Type extends keyof Table ? keyof Table[Type] & string : never;

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** A condition as Kubernetes has it. */
export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
  /** The generation of the spec that it was found for. */
  readonly observedGeneration: number;
  /** When `status` last changed, RFC 3339. */
  readonly lastTransitionTime: string;
}

/** Why, for people and for programs. */
export interface Cause<Reason extends string = string> {
  readonly reason: Reason;
  readonly message: string;
}

/** What a condition says. */
export interface Finding<Reason extends string = string> extends Cause<Reason> {
  readonly status: ConditionStatus;
}

interface Details<Table extends ConditionTable, Fields> {
  readonly message: string;
  /** Works, but less well than it should; also while `ready`. */
  readonly degraded?: Cause<ReasonFor<Table, 'Degraded'>> | undefined;
  /** The kind's own conditions. */
  readonly conditions?: {
    readonly [Type in Exclude<keyof Table, KitType>]?: Finding<ReasonFor<Table, Type>> | undefined;
  };
  /** Other fields of the status; left out, they stay as they were: what an autoscaler reads, what was done once. */
  readonly fields?: Fields;
  /** Reconciled again after so many ms, for what no watch tells of. */
  readonly requeueAfterMs?: number | undefined;
}

/** How an object is, as kstatus understands it. */
export type Outcome<Table extends ConditionTable = ConditionTable, Fields = object> = Details<Table, Fields> &
  (
    | /** As the spec wants it. */ { readonly phase: 'ready' }
    | /** On its way there by itself; the reason is that of `Ready` being False. */ {
        readonly phase: 'progressing';
        readonly reason?: ReasonFor<Table, 'Ready'>;
      }
    | /** Somebody has to change something first. */ {
        readonly phase: 'stalled';
        readonly reason: ReasonFor<Table, 'Stalled'>;
      }
  );

/** The status that is written. */
export interface ConditionedStatus {
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  readonly [field: string]: unknown;
}

/** For what the status is found. */
export interface StatusContext {
  readonly table: ConditionTable;
  /** Of the spec that the outcome was found for. */
  readonly generation: number;
  /** RFC 3339. */
  readonly now: string;
  /** APIs that the cluster lacks of those that are made use of, for people. */
  readonly missingApis: readonly string[];
  /** True while objects were refused for now or could not be written: `Reconciling` says so. */
  readonly applying?: boolean;
  readonly deleting?: boolean;
}

/**
 * The status after an outcome. `lastTransitionTime` stays where `status` stays, so an outcome that has not changed gives
 * an equal status. A condition that was there once stays.
 *
 * @throws if a reason or a type is not in the kind's table: the set is closed
 */
export function nextStatus(
  previous: { readonly conditions?: readonly Condition[] | undefined } | undefined,
  outcome: Outcome,
  context: StatusContext,
): ConditionedStatus {
  const { table, generation, now } = context;
  const own = Object.entries(outcome.conditions ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const findings = [...Object.entries(standardFindings(outcome, context)), ...own];
  const conditions = findings.flatMap(([type, finding]): Condition[] => {
    if (finding === undefined) return [];
    const { status, reason, message } = finding;
    const from = type === 'Ready' && outcome.phase === 'stalled' ? 'Stalled' : type;
    if (!Object.hasOwn(table[from] ?? {}, reason)) throw new Error(`${reason} is no reason of ${from} in this kind.`);
    const before = previous?.conditions?.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return [{ type, status, reason, message, observedGeneration: generation, lastTransitionTime }];
  });
  const told = new Set(conditions.map(({ type }) => type));
  // What an outcome says nothing of, as one that was refused, stays what it was, for the generation that it was so for.
  const untold = (previous?.conditions ?? []).filter(({ type }) => !told.has(type) && Object.hasOwn(table, type));
  const all = untold.length === 0 ? conditions : [...conditions, ...untold].sort(byType);
  const { conditions: _conditions, observedGeneration: _generation, ...before }: StatusFields = { ...previous };
  return { ...(outcome.fields ?? before), observedGeneration: generation, conditions: all };
}

type StatusFields = { readonly [Field in keyof ConditionedStatus]?: ConditionedStatus[Field] | undefined };

const KIT_TYPES: readonly string[] = Object.keys(kitConditions);

/** The kit's own first, in their order; those of the kind by their names. */
function byType({ type: a }: Condition, { type: b }: Condition): number {
  const [first, second] = [a, b].map((type) => KIT_TYPES.indexOf(type) + 1 || KIT_TYPES.length + 1) as [number, number];
  return first - second || (a < b ? -1 : 1);
}

function standardFindings(outcome: Outcome, context: StatusContext): Readonly<Record<KitType, Finding>> {
  const { phase, message, degraded } = outcome;
  const { missingApis } = context;
  return {
    Ready: {
      status: phase === 'ready' ? 'True' : 'False',
      reason: context.deleting ? 'Deleting' : phase === 'ready' ? 'Available' : (outcome.reason ?? 'Progressing'),
      message,
    },
    Reconciling:
      phase === 'progressing'
        ? { status: 'True', reason: context.applying ? 'Applying' : 'Waiting', message }
        : { status: 'False', reason: 'Settled', message: '' },
    Stalled:
      phase === 'stalled'
        ? { status: 'True', reason: outcome.reason, message }
        : { status: 'False', reason: 'Proceeding', message: '' },
    Degraded: degraded ? { status: 'True', ...degraded } : { status: 'False', reason: 'Healthy', message: '' },
    OptionalApis:
      missingApis.length > 0
        ? { status: 'False', reason: 'Missing', message: `Not installed: ${missingApis.join(', ')}.` }
        : { status: 'True', reason: 'Present', message: '' },
  };
}

/** A condition in an object's status, its own or that of another controller. */
export function conditionOf(object: { readonly status?: unknown } | undefined, type: string): Condition | undefined {
  const status = object?.status as Partial<ConditionedStatus> | undefined;
  return status?.conditions?.find((condition) => condition.type === type);
}

/** True if an object says that it is ready, and says it of the spec that it has now. */
export function isReady(object: {
  readonly metadata: { readonly generation?: number };
  readonly status?: unknown;
}): boolean {
  const status = object.status as Partial<ConditionedStatus> | undefined;
  const ready = conditionOf(object, 'Ready');
  const { generation } = object.metadata;
  return (
    ready?.status === 'True' && ready.observedGeneration === generation && status?.observedGeneration === generation
  );
}
