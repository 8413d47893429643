import type { Refusal } from '@ameide/operator-kit';
import { type PlatformSettings, refusalOf, type WorkloadRefusal } from '@ameide/primitives/objects';
import type { Process } from './resource.ts';

/** Why a Process is not carried out at all, or undefined if it is. */
export function processRefusal(process: Process, settings: PlatformSettings): WorkloadRefusal | undefined {
  return refusalOf(process, settings) ?? namespaceRefusal(process);
}

/**
 * Custom code works in the one namespace of Temporal that is its own, or it could take what another tenant's workers are to
 * do. Temporal Cloud puts `.<account>` behind a name.
 */
export function namespaceRefusal({ spec, metadata }: Process): Refusal<'PlacementRefused'> | undefined {
  const { namespace } = spec.temporal;
  const own = metadata.namespace ?? '';
  if (spec.tenancy.code === 'product' || namespace === own || namespace.startsWith(`${own}.`)) return undefined;
  const message = `custom code may not use the namespace ${namespace} of Temporal; it may use ${own}.`;
  return { refused: { reason: 'PlacementRefused', message } };
}
