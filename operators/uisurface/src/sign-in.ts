import { findingOf, type ObjectRef, type ReconcileContext } from '@ameide/operator-kit';
import {
  findSecretKeys,
  SECRET,
  type SecretKey,
  secretRefs,
  secretText,
  secretVariable,
  shortDigest,
} from '@ameide/primitives/objects';
import type { V1EnvVar } from '@kubernetes/client-node';
import { clientSecretName, type OidcClient } from './oidc-client.ts';
import type { UISurface } from './resource.ts';

/** Whether people can sign in. */
export type SignIn =
  | { readonly state: 'not_asked' }
  /** `version` changes when the client's secret is written, so that pods start again with what it is now. */
  | { readonly state: 'wired'; readonly version: string }
  | { readonly state: 'client_missing' | 'secret_missing'; readonly message: string };

/** The Secret that the surface depends on. */
export function clientSecrets(surface: UISurface): readonly ObjectRef[] {
  return secretRefs(secretKeys(surface));
}

/** Looks whether the client's secret is there. @throws ApiError */
export async function findSignIn(
  surface: UISurface,
  client: OidcClient,
  read: ReconcileContext['read'],
): Promise<SignIn> {
  const { oidc } = surface.spec;
  if (oidc === undefined) return { state: 'not_asked' };
  if (oidc.clientId === undefined) {
    const made = client.state === 'made' ? client.secret : await knownSecret(surface, read);
    if (made === undefined) return { state: 'client_missing', message: 'Its client is not made yet.' };
    return { state: 'wired', version: shortDigest(made) };
  }
  const found = await findSecretKeys(secretKeys(surface), read);
  if (found.state === 'missing') return { state: 'secret_missing', message: found.message };
  return { state: 'wired', version: found.version };
}

/** What was made before serves on while nobody answers. */
async function knownSecret(surface: UISurface, read: ReconcileContext['read']): Promise<string | undefined> {
  return secretText(await read({ ...SECRET, name: clientSecretName(surface) }), 'client-secret');
}

function secretKeys({ spec: { oidc } }: UISurface): readonly SecretKey[] {
  return oidc?.clientSecret ? [oidc.clientSecret] : [];
}

/** What the application needs to send people to the identity provider; lists are separated by spaces, as in OAuth. */
export function signInVariables(surface: UISurface): V1EnvVar[] {
  const { oidc, route } = surface.spec;
  if (oidc === undefined) return [];
  const { scopes, callbackPath } = oidc;
  const redirects = route.hosts.map((host) => `https://${host}${callbackPath}`);
  return [
    ...clientVariables(surface, oidc),
    { name: 'OIDC_SCOPES', value: scopes.join(' ') },
    { name: 'OIDC_REDIRECT_URIS', value: redirects.join(' ') },
  ];
}

function clientVariables(
  surface: UISurface,
  { clientId, clientSecret }: NonNullable<UISurface['spec']['oidc']>,
): V1EnvVar[] {
  if (clientId === undefined) {
    const secret = clientSecretName(surface);
    return [
      secretVariable('OIDC_CLIENT_ID', secret, 'client-id'),
      secretVariable('OIDC_CLIENT_SECRET', secret, 'client-secret'),
    ];
  }
  return [
    { name: 'OIDC_CLIENT_ID', value: clientId },
    ...(clientSecret ? [secretVariable('OIDC_CLIENT_SECRET', clientSecret.name, clientSecret.key)] : []),
  ];
}

/** The condition `SignInReady`. */
export const signInFinding = (signIn: SignIn) =>
  findingOf(signIn, {
    not_asked: ['True', 'NotAsked'],
    wired: ['True', 'Wired'],
    client_missing: ['False', 'ClientMissing'],
    secret_missing: ['False', 'SecretMissing'],
  });
