import {
  type FinalizerContext,
  type FinalizerStep,
  findingOf,
  type KubeObject,
  type ObjectRef,
  type ReconcileContext,
} from '@ameide/operator-kit';
import {
  CONFIG_MAP,
  type PlatformSettings,
  partName,
  partOf,
  SECRET,
  secretData,
  sharedNamespace,
  TENANT_SIGN_IN,
} from '@ameide/primitives/objects';
import { type Attempt, type Fault, isFault } from '@ameide/primitives/outside';
import { realmOf, type SignInClients, type WantedClient } from './ports.ts';
import type { UISurface, UISurfaceStatus } from './resource.ts';

/** How soon the identity provider is asked again that did not do it, in ms. */
const AGAIN_MS = 15_000;

/** The client that the operator makes, if it is to make one. */
export type OidcClient =
  | { readonly state: 'not_asked' | 'not_configured' }
  | { readonly state: 'waiting'; readonly message: string }
  | { readonly state: 'made'; readonly clientId: string; readonly realm: string; readonly secret: string }
  | { readonly state: Fault['fault']; readonly message: string };

/** Where its namespace says who signs people in: one of a tenant has a ConfigMap for it. */
export function issuerRefs({ metadata, spec }: UISurface, { environment }: PlatformSettings): readonly ObjectRef[] {
  const isAsked = spec.oidc !== undefined && spec.oidc.clientId === undefined;
  return isAsked && metadata.namespace !== sharedNamespace(environment)
    ? [{ ...CONFIG_MAP, name: TENANT_SIGN_IN }]
    : [];
}

/** Whose a client is. */
const ownerOf = ({ metadata }: UISurface) => `${metadata.namespace}/${metadata.name}`;
/** No name of a namespace has a dot in it, and no client of somebody else's making. */
const clientIdOf = ({ metadata }: UISurface) => `${metadata.namespace}.${metadata.name}`;
const madeBefore = ({ status }: UISurface) => (status as UISurfaceStatus | undefined)?.oidcClient;

/** Makes or mends the client that the spec asks for, and removes one that it no longer asks for. @throws ApiError */
export async function bringClient(
  surface: UISurface,
  read: ReconcileContext['read'],
  settings: PlatformSettings,
  clients: SignInClients | undefined,
  attempt: Attempt,
): Promise<OidcClient> {
  const { oidc } = surface.spec;
  const before = madeBefore(surface);
  if (oidc === undefined || oidc.clientId !== undefined) {
    const fault = before && (await clients?.remove(before, ownerOf(surface), attempt));
    return fault ? { state: fault.fault, message: fault.message } : { state: 'not_asked' };
  }
  if (clients === undefined) return { state: 'not_configured' };
  const issuer = await issuerOf(surface, read, settings);
  if (issuer === undefined)
    return { state: 'waiting', message: `ConfigMap ${TENANT_SIGN_IN} does not say \`issuer\`.` };
  const wanted = wantedClient(surface, issuer);
  const answer = await clients.provision(wanted, attempt);
  if (isFault(answer)) return { state: answer.fault, message: answer.message };
  const made = { clientId: wanted.clientId, realm: realmOf(issuer), secret: answer.secret };
  if (before !== undefined && before !== refOf(made)) {
    const fault = await clients.remove(before, ownerOf(surface), attempt);
    if (fault) return { state: fault.fault, message: fault.message };
  }
  return { state: 'made', ...made };
}

/** What may have been made though the status does not say so yet. */
async function wantedRef(surface: UISurface, read: ReconcileContext['read'], settings: PlatformSettings) {
  if (surface.spec.oidc === undefined || surface.spec.oidc.clientId !== undefined) return undefined;
  const issuer = await issuerOf(surface, read, settings);
  return issuer && refOf({ realm: realmOf(issuer), clientId: clientIdOf(surface) });
}

async function issuerOf(surface: UISurface, read: ReconcileContext['read'], settings: PlatformSettings) {
  const [ref] = issuerRefs(surface, settings);
  if (ref === undefined) return settings.oidcIssuer;
  const { data } = ((await read(ref)) ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  return data?.issuer;
}

function wantedClient(surface: UISurface, issuer: string): WantedClient {
  const { oidc, route, tenancy } = surface.spec;
  const origins = route.hosts.map((host) => `https://${host}`);
  return {
    issuer,
    clientId: clientIdOf(surface),
    owner: ownerOf(surface),
    redirectUris: origins.map((origin) => `${origin}${oidc!.callbackPath}`),
    origins,
    scopes: oidc!.scopes.filter((scope) => scope !== 'openid'),
    isOfProduct: tenancy.code === 'product',
  };
}

function refOf({ realm, clientId }: { readonly realm: string; readonly clientId: string }): string {
  return `${realm}/${clientId}`;
}

/** The Secret of the client. */
export function clientSecretName(surface: UISurface): string {
  return `${partName(surface)}-oidc`;
}

/** The Secret with `client-id` and `client-secret`, once the client is made. */
export function clientSecret(surface: UISurface, client: OidcClient): readonly KubeObject[] {
  if (client.state !== 'made') return [];
  const data = secretData({ 'client-id': client.clientId, 'client-secret': client.secret });
  return [{ ...partOf(surface, SECRET, clientSecretName(surface)), type: 'Opaque', data }];
}

/** What the status remembers, so that it is removed when the spec no longer asks for it. */
export function madeClient(surface: UISurface, client: OidcClient): string | undefined {
  if (client.state === 'made') return refOf(client);
  return client.state === 'not_asked' ? undefined : madeBefore(surface);
}

/** Removes the client with the UISurface. */
export function removal(
  clients: SignInClients | undefined,
  settings: PlatformSettings,
): FinalizerStep<FinalizerContext<UISurface['spec'], UISurfaceStatus>> {
  return {
    name: 'oidc-client',
    async run({ object, read, check }, signal) {
      const surface = object as UISurface;
      const made = madeBefore(surface) ?? (await wantedRef(surface, read, settings));
      const fault = made && (await clients?.remove(made, ownerOf(surface), { check, signal }));
      if (!fault) return { done: true };
      return { done: false, waitingFor: fault.message, heldBy: ['Identity provider'], requeueAfterMs: AGAIN_MS };
    },
  };
}

/** When it is tried again, in ms. */
export function againMs({ state }: OidcClient): number | undefined {
  return ['conflict', 'refused', 'unreachable', 'waiting'].includes(state) ? AGAIN_MS : undefined;
}

/** The condition `OidcClientReady`. */
export const oidcClientFinding = (client: OidcClient) =>
  findingOf(client, {
    not_asked: ['True', 'NotAsked'],
    made: ['True', 'Made'],
    waiting: ['False', 'Waiting'],
    conflict: ['False', 'Conflict'],
    refused: ['False', 'Refused'],
    unreachable: ['Unknown', 'Unreachable'],
    not_configured: ['False', 'NotConfigured', NO_PROVIDER],
  });

export const NO_PROVIDER =
  'The operator makes no clients: set its KEYCLOAK_URL and credentials, or name a client with oidc.clientId.';
