import { imageFault, type PlatformSettings, refusalOf, type WorkloadRefusal } from '@ameide/primitives/objects';
import type { Integration } from './resource.ts';

/** Why an Integration is not carried out at all, or undefined if it is. */
export function integrationRefusal(integration: Integration, settings: PlatformSettings): WorkloadRefusal | undefined {
  return refusalOf(integration, settings) ?? sourceRefusal(integration, settings);
}

/** A flow comes from where images do. */
export function sourceRefusal({ spec }: Integration, settings: PlatformSettings): WorkloadRefusal | undefined {
  return spec.source.oci && imageFault(spec.source.oci.reference, settings.imageRegistries);
}
