import { type PlatformSettings, SECRET, workloadOperator } from '@ameide/primitives/objects';
import { desired, UI_SURFACE_PARTS } from './desired.ts';
import { uiSurface } from './resource.ts';
import { clientSecrets, findSignIn } from './sign-in.ts';
import { status } from './status.ts';

/** The operator of UISurfaces on a platform. */
export function uiSurfaceOperator(settings: PlatformSettings) {
  return workloadOperator(uiSurface, settings, {
    owns: UI_SURFACE_PARTS,
    reads: [SECRET],
    references: clientSecrets,
    prepare: (surface, { read }) => findSignIn(surface, read),
    desired: (surface, observed) => desired(surface, observed, settings),
    status: (surface, observed) => status(surface, observed, settings),
  });
}
