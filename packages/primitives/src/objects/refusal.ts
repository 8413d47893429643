import type { Refusal } from '@ameide/operator-kit';
import type { WorkloadFields } from '../fields/workload.ts';
import type { Primitive } from './identity.ts';
import { imageFault } from './image-policy.ts';
import { placementFault } from './placement.ts';
import type { PlatformSettings } from './settings.ts';

/** That a workload is not carried out at all. */
export type WorkloadRefusal = Refusal<'ImageRefused' | 'PlacementRefused'>;

/** Why a workload is not carried out at all, or undefined if it is: it must not be here, or not with this image. */
export function refusalOf(
  { spec, metadata }: Primitive<WorkloadFields>,
  { environment, imageRegistries }: Pick<PlatformSettings, 'environment' | 'imageRegistries'>,
): WorkloadRefusal | undefined {
  return placementFault(spec.tenancy, metadata.namespace ?? '', environment) ?? imageFault(spec.image, imageRegistries);
}
