import {
  imageFault,
  type PlatformSettings,
  type Primitive,
  refusalOf,
  type WorkloadRefusal,
} from '@ameide/primitives/objects';
import type { IntegrationSpec } from './resource.ts';

/** Why an Integration is not carried out at all, or undefined if it is. A flow comes from where images do. */
export function integrationRefusal(
  integration: Primitive<IntegrationSpec>,
  settings: PlatformSettings,
): WorkloadRefusal | undefined {
  const { oci } = integration.spec.source;
  return refusalOf(integration, settings) ?? (oci && imageFault(oci.reference, settings.imageRegistries));
}
