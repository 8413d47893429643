import { defineOperator } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { type PlatformSettings, SECRET } from '@ameide/primitives/objects';
import { desired, UI_SURFACE_PARTS } from './desired.ts';
import { type UISurfaceSpec, type UISurfaceStatus, uiSurface } from './resource.ts';
import { clientSecrets, findSignIn, type SignIn } from './sign-in.ts';
import { status } from './status.ts';

/** The operator of UISurfaces on a platform. */
export function uiSurfaceOperator(settings: PlatformSettings) {
  return defineOperator<UISurfaceSpec, UISurfaceStatus, typeof uiSurface.conditions, SignIn>({
    name: 'uisurface',
    kind: kindOf(uiSurface),
    conditions: uiSurface.conditions,
    owns: UI_SURFACE_PARTS,
    reads: [SECRET],
    references: clientSecrets,
    prepare: (surface, { read }) => findSignIn(surface, read),
    desired: (surface, observed) => desired(surface, observed, settings),
    status: (surface, observed) => status(surface, observed, settings),
  });
}
