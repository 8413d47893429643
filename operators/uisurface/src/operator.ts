import { CONFIG_MAP, type PlatformSettings, SECRET, workloadOperator } from '@ameide/primitives/objects';
import { desired, UI_SURFACE_PARTS } from './desired.ts';
import type { UISurfaceFacts } from './facts.ts';
import { bringClient, issuerRefs, removal } from './oidc-client.ts';
import type { SignInClients } from './ports.ts';
import { uiSurface } from './resource.ts';
import { clientSecrets, findSignIn } from './sign-in.ts';
import { status } from './status.ts';

/** The systems around the operator. */
export interface UISurfacePorts {
  /** Undefined if the operator makes no clients. */
  readonly clients?: SignInClients | undefined;
}

/** The operator of UISurfaces on a platform. */
export function uiSurfaceOperator(settings: PlatformSettings, { clients }: UISurfacePorts = {}) {
  return workloadOperator<typeof uiSurface, UISurfaceFacts>(uiSurface, settings, {
    owns: UI_SURFACE_PARTS,
    reads: [SECRET, CONFIG_MAP],
    references: (surface) => [...clientSecrets(surface), ...issuerRefs(surface, settings)],
    async prepare(surface, { read, check }, signal) {
      const client = await bringClient(surface, read, settings, clients, { check, signal });
      return { client, signIn: await findSignIn(surface, client, read) };
    },
    desired: (surface, observed) => desired(surface, observed, settings),
    status: (surface, observed) => status(surface, observed, settings),
    finalizers: [removal(clients, settings)],
    needsFinalizers: ({ spec: { oidc } }) => oidc !== undefined && oidc.clientId === undefined,
  });
}
