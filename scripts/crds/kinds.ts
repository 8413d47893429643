import { agent } from '@ameide/operator-agent';
import { domain } from '@ameide/operator-domain';
import { integration } from '@ameide/operator-integration';
import type { CustomResource } from '@ameide/operator-kit/schema';
import { processKind } from '@ameide/operator-process';
import { projection } from '@ameide/operator-projection';
import { ameideTenant } from '@ameide/operator-tenant';
import { uiSurface } from '@ameide/operator-uisurface';

/** Every kind of `ameide.io`. */
export const kinds: readonly CustomResource[] = [
  domain,
  processKind,
  agent,
  uiSurface,
  projection,
  integration,
  ameideTenant,
];
