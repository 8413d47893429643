import { findingOf, type ObjectRef, type ReconcileContext } from '@ameide/operator-kit';
import { findSecretKeys, type SecretKey, secretRefs, secretVariable } from '@ameide/primitives/objects';
import type { V1EnvVar } from '@kubernetes/client-node';
import type { UISurface } from './resource.ts';

/** Whether people can sign in. */
export type SignIn =
  | { readonly state: 'not_asked' }
  /** `version` changes when the client's secret is written, so that pods start again with what it is now. */
  | { readonly state: 'wired'; readonly version: string }
  | { readonly state: 'secret_missing'; readonly message: string };

/** The Secret that the surface depends on. */
export function clientSecrets(surface: UISurface): readonly ObjectRef[] {
  return secretRefs(secretKeys(surface));
}

/** Looks whether the client's secret is there. @throws ApiError */
export async function findSignIn(surface: UISurface, read: ReconcileContext['read']): Promise<SignIn> {
  if (surface.spec.oidc === undefined) return { state: 'not_asked' };
  const found = await findSecretKeys(secretKeys(surface), read);
  if (found.state === 'missing') return { state: 'secret_missing', message: found.message };
  return { state: 'wired', version: found.version };
}

function secretKeys({ spec: { oidc } }: UISurface): readonly SecretKey[] {
  return oidc?.clientSecret ? [oidc.clientSecret] : [];
}

/** What the application needs to send people to the identity provider; lists are separated by spaces, as in OAuth. */
export function signInVariables({ spec: { oidc, route } }: UISurface): V1EnvVar[] {
  if (oidc === undefined) return [];
  const { clientId, clientSecret, scopes, callbackPath } = oidc;
  const redirects = route.hosts.map((host) => `https://${host}${callbackPath}`);
  return [
    { name: 'OIDC_CLIENT_ID', value: clientId },
    ...(clientSecret ? [secretVariable('OIDC_CLIENT_SECRET', clientSecret.name, clientSecret.key)] : []),
    { name: 'OIDC_SCOPES', value: scopes.join(' ') },
    { name: 'OIDC_REDIRECT_URIS', value: redirects.join(' ') },
  ];
}

/** The condition `SignInReady`. */
export const signInFinding = (signIn: SignIn) =>
  findingOf(signIn, {
    not_asked: ['True', 'NotAsked'],
    wired: ['True', 'Wired'],
    secret_missing: ['False', 'SecretMissing'],
  });
