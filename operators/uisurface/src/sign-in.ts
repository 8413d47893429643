import type { Finding, ObjectRef, ReconcileContext } from '@ameide/operator-kit';
import { findSecretKeys, type Primitive, type SecretKey, secretRefs, secretVariable } from '@ameide/primitives/objects';
import type { V1EnvVar } from '@kubernetes/client-node';
import type { UISurfaceSpec } from './resource.ts';

/** Whether people can sign in. */
export type SignIn =
  | { readonly state: 'not_asked' }
  /** `version` changes when the client's secret is written, so that pods start again with what it is now. */
  | { readonly state: 'wired'; readonly version: string }
  | { readonly state: 'secret_missing'; readonly message: string };

/** The Secret that the surface depends on. */
export function clientSecrets(surface: Primitive<UISurfaceSpec>): readonly ObjectRef[] {
  return secretRefs(secretKeys(surface));
}

/** Looks whether the client's secret is there. @throws ApiError */
export async function findSignIn(surface: Primitive<UISurfaceSpec>, read: ReconcileContext['read']): Promise<SignIn> {
  if (surface.spec.oidc === undefined) return { state: 'not_asked' };
  const found = await findSecretKeys(secretKeys(surface), read);
  if (found.state === 'missing') return { state: 'secret_missing', message: found.message };
  return { state: 'wired', version: found.version };
}

function secretKeys({ spec: { oidc } }: Primitive<UISurfaceSpec>): readonly SecretKey[] {
  return oidc?.clientSecret ? [oidc.clientSecret] : [];
}

/** What the application needs to send people to the identity provider; lists are separated by spaces, as in OAuth. */
export function signInVariables({ spec: { oidc, route } }: Primitive<UISurfaceSpec>): V1EnvVar[] {
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
export function signInFinding(signIn: SignIn): Finding<'NotAsked' | 'SecretMissing' | 'Wired'> {
  switch (signIn.state) {
    case 'not_asked':
      return { status: 'True', reason: 'NotAsked', message: '' };
    case 'wired':
      return { status: 'True', reason: 'Wired', message: '' };
    case 'secret_missing':
      return { status: 'False', reason: 'SecretMissing', message: signIn.message };
  }
}
