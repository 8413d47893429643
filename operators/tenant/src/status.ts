import { type Finding, isReady, type Observed, type Outcome } from '@ameide/operator-kit';
import { databaseFinding, databaseOutcome } from '@ameide/primitives/objects';
import { databaseState } from './database.ts';
import { droppedParts } from './dropped-database.ts';
import type { TenantFacts } from './facts.ts';
import { findNamespace, namespacesOf } from './namespaces.ts';
import type { Tenant } from './part.ts';
import { type Fault, isFault } from './ports.ts';
import type { AmeideTenantStatus, ameideTenant as kind } from './resource.ts';
import { used, wallsStand } from './walls.ts';

type Conditions = (typeof kind)['conditions'];
export type TenantOutcome = Outcome<Conditions, Omit<AmeideTenantStatus, 'conditions' | 'observedGeneration'>>;
type Found<Type extends keyof Conditions> = Finding<keyof Conditions[Type] & string>;

/** How soon a tenant is reconciled again of which something does not answer, or has refused, in ms. */
const REQUEUE_AFTER_MS = 15_000;
/** And at what is being stopped or emptied. */
const SOON_MS = 2_000;
/**
 * And where the next attempt can go on right away: what this one needed to see has only come to be in it, or it has done
 * its share and lets others have their turn first.
 */
export const AT_ONCE_MS = 1;
/** `status.namespaces` and `status.kept` take no more. */
const MOST_NAMES = 64;

/** How a tenant is, after everything that should be there has been applied. */
export function status(tenant: Tenant, observed: Observed<TenantFacts>): TenantOutcome {
  const { facts } = observed;
  const conditions = {
    NamespacesReady: namespacesFinding(tenant, observed),
    IdentityReady: identityFinding(facts.identity),
    DatabaseReady: databaseReady(tenant, observed),
    StorageReady: storageFinding(tenant, facts.buckets),
    Suspended: suspendedFinding(tenant, observed),
    Removed: { status: 'False', reason: 'NotAsked', message: '' },
  } as const;
  return { ...phase(tenant, observed, conditions), conditions, fields: fields(tenant, observed) };
}

type Phase = Pick<TenantOutcome, 'degraded' | 'requeueAfterMs' | 'message'> &
  ({ phase: 'progressing' | 'ready' } | { phase: 'stalled'; reason: keyof Conditions['Stalled'] & string });

function phase(
  tenant: Tenant,
  observed: Observed<TenantFacts>,
  found: {
    NamespacesReady: Found<'NamespacesReady'>;
    StorageReady: Found<'StorageReady'>;
    Suspended: Found<'Suspended'>;
  },
): Phase {
  const { facts } = observed;
  const { identity, buckets } = facts;
  const database = databaseState(tenant, observed);
  const { NamespacesReady, StorageReady, Suspended } = found;
  if (NamespacesReady.reason === 'Conflict') {
    // No watch tells of namespaces that are not ours.
    return { phase: 'stalled', reason: 'Conflict', message: NamespacesReady.message, requeueAfterMs: REQUEUE_AFTER_MS };
  }
  if (NamespacesReady.status !== 'True') {
    return { phase: 'progressing', message: NamespacesReady.message, requeueAfterMs: SOON_MS };
  }
  // They came to be in this attempt, after it would have been the turn of what is outside.
  if ('waiting' in identity) {
    return { phase: 'progressing', message: 'Its namespaces are there.', requeueAfterMs: AT_ONCE_MS };
  }

  const faults = [identity, buckets].filter((answer) => answer !== undefined).filter(isFault);
  const refused = faults.find(({ fault }) => fault !== 'unreachable');
  if (refused !== undefined) {
    const reason = refused === identity ? 'IdentityRefused' : 'StorageRefused';
    return { phase: 'stalled', reason, message: refused.message, requeueAfterMs: REQUEUE_AFTER_MS };
  }
  if (StorageReady.reason === 'NotConfigured') {
    return { phase: 'stalled', reason: 'StorageRefused', message: StorageReady.message };
  }
  const unmade = database && databaseOutcome(database);
  // No watch tells of a namespace that is not the tenant's.
  if (unmade !== undefined)
    return facts.databaseHasNamespace ? unmade : { ...unmade, requeueAfterMs: REQUEUE_AFTER_MS };
  const unreachable = faults[0];
  if (unreachable !== undefined) return unanswered(tenant, unreachable);
  if (StorageReady.status !== 'True') {
    return { phase: 'progressing', message: StorageReady.message, requeueAfterMs: SOON_MS };
  }
  const dropped = tenant.spec.onDelete === 'delete' ? droppedNames(tenant, observed) : [];
  if (dropped.length > 0) return { phase: 'progressing', message: `Being removed: ${dropped.join(', ')}.` };
  if (Suspended.reason === 'Stopping') {
    return { phase: 'progressing', message: Suspended.message, requeueAfterMs: SOON_MS };
  }
  return { phase: 'ready', message: tenant.spec.suspend ? 'It is suspended.' : 'Everything is there.' };
}

/** What was complete for this generation stays ready while something does not answer: only nobody knows. */
function unanswered(tenant: Tenant, { message }: Fault): Phase {
  if (!isReady(tenant)) return { phase: 'progressing', message, requeueAfterMs: REQUEUE_AFTER_MS };
  const degraded = { reason: 'Unreachable', message } as const;
  return { phase: 'ready', message: 'Everything was there.', degraded, requeueAfterMs: REQUEUE_AFTER_MS };
}

function namespacesFinding(tenant: Tenant, observed: Observed<TenantFacts>): Found<'NamespacesReady'> {
  const { taken } = observed.facts;
  if (taken.length > 0) {
    const message = `${taken.join(', ')}: there already, and of somebody else. Remove it, or call the tenant something else.`;
    return { status: 'False', reason: 'Conflict', message };
  }
  const { wanted, leaving } = namespacesOf(tenant, observed);
  const names = wanted.filter((each) => leaving.some(({ name }) => name === each.name)).map(({ name }) => name);
  if (names.length > 0) {
    const message = `${names.join(', ')}: somebody deleted it; it is made again when it is gone.`;
    return { status: 'False', reason: 'Creating', message };
  }
  if (wanted.every((namespace) => wallsStand(tenant, namespace, observed))) {
    return { status: 'True', reason: 'Created', message: '' };
  }
  return { status: 'False', reason: 'Creating', message: 'Its namespaces are being made.' };
}

const FAULTS = { conflict: 'Conflict', refused: 'Refused', unreachable: 'Unreachable' } as const;

function faultFinding({ fault, message }: Fault) {
  const reason = FAULTS[fault];
  return { status: fault === 'unreachable' ? 'Unknown' : 'False', reason, message } as const;
}

function identityFinding(identity: TenantFacts['identity']): Found<'IdentityReady'> {
  if (isFault(identity)) return faultFinding(identity);
  if ('waiting' in identity) return { status: 'False', reason: 'Provisioning', message: 'Its namespaces come first.' };
  return { status: 'True', reason: 'Provisioned', message: '' };
}

function databaseReady(tenant: Tenant, observed: Observed<TenantFacts>): Found<'DatabaseReady'> {
  const database = databaseState(tenant, observed);
  return database ? databaseFinding(database) : { status: 'True', reason: 'NotAsked', message: '' };
}

function storageFinding({ spec }: Tenant, buckets: TenantFacts['buckets']): Found<'StorageReady'> {
  const isAsked = (spec.buckets ?? []).length > 0;
  if (buckets === undefined && isAsked) {
    const message = 'The operator knows of no object store: set S3_ENDPOINT, or take `buckets` out of the spec.';
    return { status: 'False', reason: 'NotConfigured', message };
  }
  if (buckets !== undefined && isFault(buckets)) return faultFinding(buckets);
  if (buckets !== undefined && 'waiting' in buckets) {
    return { status: 'False', reason: 'Provisioning', message: 'Its namespaces come first.' };
  }
  const emptying = buckets?.emptying ?? [];
  if (emptying.length > 0) {
    const message = `Emptied before it is removed: ${emptying.join(', ')}.`;
    return { status: 'False', reason: 'Provisioning', message };
  }
  return { status: 'True', reason: isAsked ? 'Provisioned' : 'NotAsked', message: '' };
}

function suspendedFinding(tenant: Tenant, observed: Observed): Found<'Suspended'> {
  if (!tenant.spec.suspend) return { status: 'False', reason: 'NotSuspended', message: '' };
  const { wanted, kept } = namespacesOf(tenant, observed);
  const running = [...wanted, ...kept].filter(({ name }) => used(name, 'pods', observed) !== 0);
  if (running.length > 0) {
    const message = `Pods are still ending in ${running.map(({ name }) => name).join(', ')}.`;
    return { status: 'False', reason: 'Stopping', message };
  }
  return { status: 'True', reason: 'SuspendedBySpec', message: 'Take `suspend` back to go on.' };
}

function fields(tenant: Tenant, observed: Observed<TenantFacts>) {
  const { identity } = observed.facts;
  const { wanted, kept } = namespacesOf(tenant, observed);
  const there = [...wanted, ...kept].filter(({ name }) => findNamespace(name, observed) !== undefined);
  const realm = 'realm' in identity ? identity.realm : tenant.status?.realm;
  const all = keptParts(tenant, observed);
  return {
    namespaces: there.map(({ name }) => name).slice(0, MOST_NAMES),
    ...(realm !== undefined && { realm }),
    ...(all.length > 0 && { kept: all.slice(0, MOST_NAMES) }),
  };
}

/** What there still is though the spec no longer asks for it. */
function keptParts(tenant: Tenant, observed: Observed<TenantFacts>): readonly string[] {
  const { identity, buckets } = observed.facts;
  const { kept } = namespacesOf(tenant, observed);
  return [
    ...kept.map(({ name }) => `Namespace ${name}`),
    ...droppedNames(tenant, observed),
    ...('kept' in identity ? identity.kept : []),
    ...(buckets !== undefined && 'kept' in buckets ? buckets.kept.map((name) => `Bucket ${name}`) : []),
  ];
}

function droppedNames(tenant: Tenant, observed: Observed): readonly string[] {
  return droppedParts(tenant, observed).map(
    ({ kind: kindName, metadata }) => `${kindName} ${metadata.namespace}/${metadata.name}`,
  );
}
