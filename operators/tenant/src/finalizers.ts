import {
  conditionFalse,
  type FinalizerContext,
  type FinalizerStep,
  type Observed,
  objectLabel,
  type StepResult,
  type StoredObject,
  type Unfinished,
} from '@ameide/operator-kit';
import { type Fault, isFault } from '@ameide/primitives/outside';
import { databaseParts } from './database.ts';
import { DATABASE_PARTS_GO, reclaimed } from './dropped-database.ts';
import { NAMESPACE, ROLE_BINDING } from './kinds.ts';
import { isOf } from './part.ts';
import type { TenantPorts } from './ports.ts';
import { wantedBuckets, wantedWorkflows } from './prepare.ts';
import type { Tenant } from './resource.ts';
import { AT_ONCE_MS, type TenantOutcome } from './status.ts';
import { used } from './walls.ts';

type Context = FinalizerContext<Tenant['spec'], NonNullable<Tenant['status']>>;
type Step = FinalizerStep<Context>;

/**
 * How a tenant is taken down: first nobody signs in or changes anything, then nothing runs, and what is used goes after
 * what uses it. With `retain`, no data is destroyed: namespaces with volumes hold the deletion, and database, buckets and
 * people stay where they are.
 */
export function finalizers(ports: TenantPorts): readonly Step[] {
  return [
    {
      name: 'sign-in',
      async run({ object, check }, signal) {
        const answer = await ports.identity.disable(object.metadata.name, { check, signal });
        return isFault(answer) ? heldByFault('Identity provider', answer) : DONE;
      },
    },
    { name: 'access', run: async ({ deleteOwned }) => goneOr(await deleteOwned(isOf(ROLE_BINDING))) },
    { name: 'namespaces', run: removeNamespaces },
    {
      name: 'workflows',
      async run({ object, observed, check }, signal) {
        if (object.spec.onDelete === 'retain') return DONE;
        const { names, others, ...wanted } = wantedWorkflows(object, observed);
        const all = { ...wanted, names: [], others: [...names, ...others] };
        const answer = await ports.workflows?.provision(all, { check, signal });
        return answer !== undefined && isFault(answer) ? heldByFault('Temporal', answer) : DONE;
      },
    },
    { name: 'database', run: removeDatabase },
    {
      name: 'buckets',
      async run({ object, check }, signal) {
        const answer = await ports.buckets?.provision({ ...wantedBuckets(object), names: [] }, { check, signal });
        if (answer === undefined) return DONE;
        if (isFault(answer)) return heldByFault('Object store', answer);
        const { emptying } = answer;
        if (emptying.length === 0) return DONE;
        return { done: false, waitingFor: `${emptying.join(', ')} to be emptied`, requeueAfterMs: AT_ONCE_MS };
      },
    },
    {
      name: 'identity',
      async run({ object, check }, signal) {
        if (object.spec.onDelete === 'retain') return DONE;
        const answer = await ports.identity.remove(object.metadata.name, { check, signal });
        return isFault(answer) ? heldByFault('Identity provider', answer) : DONE;
      },
    },
  ];
}

/** What the status says meanwhile. */
export function finalizing(
  tenant: Tenant,
  observed: Observed<undefined>,
  { step, waitingFor, heldBy, failed }: Unfinished,
): Pick<TenantOutcome, 'conditions' | 'fields'> {
  const holders = failed ? [`Step ${step}: ${waitingFor}`] : heldBy;
  const { kept, realm, temporalNamespaces } = tenant.status ?? {};
  return {
    conditions: { Removed: conditionFalse(holders.length > 0 ? 'Held' : 'Removing', waitingFor) },
    fields: {
      ...(kept !== undefined && { kept }),
      ...(realm !== undefined && { realm }),
      ...(temporalNamespaces !== undefined && { temporalNamespaces }),
      namespaces: namesOf(observed.owned(NAMESPACE)).slice(0, 64),
      ...(holders.length > 0 && { heldBy: [...new Set(holders.map((text) => text.slice(0, 512)))].slice(0, 32) }),
    },
  };
}

const DONE: StepResult = { done: true };

async function removeNamespaces({ object, observed, deleteOwned }: Context): Promise<StepResult> {
  const standing = observed.owned(NAMESPACE).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (object.spec.onDelete === 'retain' && standing.length > 0) {
    const claims = namesOf(standing).map((name) => ({ name, count: used(name, 'persistentvolumeclaims', observed) }));
    const uncounted = claims.filter(({ count }) => count === undefined).map(({ name }) => name);
    if (uncounted.length > 0) return { done: false, waitingFor: `volumes to be counted in ${uncounted.join(', ')}` };
    const holding = claims.filter(({ count }) => count !== 0);
    if (holding.length > 0) {
      const heldBy = holding.map(({ name, count }) => `Namespace ${name}: PersistentVolumeClaims, ${count}`);
      const waitingFor = `${heldBy.join('; ')}. onDelete is retain: delete them, or set onDelete to delete`;
      return { done: false, waitingFor, heldBy };
    }
  }
  const left = await deleteOwned(isOf(NAMESPACE));
  if (left.length === 0) return DONE;
  const heldBy = left.flatMap(holders);
  const waitingFor = heldBy.length > 0 ? heldBy.join('; ') : `${namesOf(left).join(', ')} to be emptied`;
  return { done: false, waitingFor, heldBy };
}

const namesOf = (objects: readonly StoredObject[]) => objects.map(({ metadata }) => metadata.name);

/** What the namespace controller says that is left in a namespace. */
function holders({ metadata, status }: StoredObject): readonly string[] {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string; message: string }[] };
  return conditions.flatMap(({ type, status: is, message }) =>
    type.startsWith('Namespace') && is === 'True' ? [`Namespace ${metadata.name}: ${message}`] : [],
  );
}

/** Also what is left of databases that the spec had dropped before. */
async function removeDatabase({ object, observed, applyOwned, deleteOwned }: Context): Promise<StepResult> {
  await applyOwned(reclaimed(object, databaseParts(object, observed)));
  for (const kind of DATABASE_PARTS_GO) {
    const left = await deleteOwned(isOf(kind));
    if (left.length > 0) return goneOr(left);
  }
  return DONE;
}

function goneOr(left: readonly StoredObject[]): StepResult {
  if (left.length === 0) return DONE;
  // Without a finalizer it goes at once.
  const heldBy = left.flatMap((object) => {
    const { finalizers: holding = [], deletionTimestamp } = object.metadata;
    const isHeld = holding.length > 0 && deletionTimestamp !== undefined;
    return isHeld ? [`${objectLabel(object)}: ${holding.join(', ')}`] : [];
  });
  return { done: false, waitingFor: left.map(objectLabel).join(', '), heldBy };
}

function heldByFault(system: string, { message }: Fault): StepResult {
  return { done: false, waitingFor: message, heldBy: [`${system}: ${message}`] };
}
