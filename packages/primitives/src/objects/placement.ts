import type { Refusal } from '@ameide/operator-kit';
import { LANE_PATTERN } from '../fields/lane.ts';
import type { Tenancy } from '../fields/tenancy.ts';

/** What a namespace is for, as its name says: section 6.3 of the technology architecture. */
type Purpose =
  | { readonly kind: 'shared' }
  | { readonly kind: 'tenant'; readonly tenant: string; readonly code: 'product' | 'custom' };

/** The namespace of a lane that all tenants share, for code of the product only. */
export function sharedNamespace(environment: string): string {
  return `ameide-${environment}`;
}

/** The lane that a namespace is of, as its name says; undefined for one that is for no workloads. */
export function laneOfNamespace(namespace: string | undefined): string | undefined {
  const [, shared, tenants] = LANE_IN_NAME.exec(namespace ?? '') ?? [];
  return NO_LANES.has(shared) ? undefined : (shared ?? tenants);
}

const LANE_IN_NAME = new RegExp(`^(?:ameide-${LANE_PATTERN}|tenant-.+-${LANE_PATTERN}-(?:base|cust))$`);
/** `ameide-system` has the operators, `ameide-infra` what they work with. */
const NO_LANES: ReadonlySet<string | undefined> = new Set(['system', 'infra']);

function purposeOf(namespace: string, environment: string): Purpose | undefined {
  if (namespace === sharedNamespace(environment)) return { kind: 'shared' };
  const suffixes = { product: `-${environment}-base`, custom: `-${environment}-cust` } as const;
  for (const [code, suffix] of Object.entries(suffixes)) {
    const tenant = namespace.slice('tenant-'.length, -suffix.length);
    if (namespace === `tenant-${tenant}${suffix}` && tenant !== '')
      return { kind: 'tenant', tenant, code: code as keyof typeof suffixes };
  }
  return undefined;
}

/**
 * Why a workload may not run where it is, or undefined if it may. Custom code runs in its tenant's `-cust` namespace and
 * nowhere else; what belongs to a tenant runs in none of another's; nothing runs in namespaces that are for neither.
 */
export function placementFault(
  { tenant, code }: Tenancy,
  namespace: string,
  environment: string,
): Refusal<'PlacementRefused'> | undefined {
  const allowed = allowedNamespaces({ tenant, code }, environment);
  const purpose = purposeOf(namespace, environment);
  const fits =
    purpose !== undefined &&
    (purpose.kind === 'shared' ? code === 'product' : purpose.code === code && purpose.tenant === tenant);
  if (fits) return undefined;
  const message = `${CODE[code]} may not run in ${namespace}, only in ${allowed}.`;
  return { refused: { reason: 'PlacementRefused', message } };
}

const CODE = { product: 'Code of the product', custom: 'Custom code' } as const;

function allowedNamespaces(
  { tenant, code }: { tenant: string | undefined; code: string },
  environment: string,
): string {
  if (code === 'custom') return `tenant-${tenant}-${environment}-cust`;
  const shared = sharedNamespace(environment);
  return tenant === undefined ? shared : `${shared} or tenant-${tenant}-${environment}-base`;
}
