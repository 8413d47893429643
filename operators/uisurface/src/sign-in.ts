import type { Finding, ObjectRef, Surroundings } from '@ameide/operator-kit';
import { type Primitive, SECRET, secretVariable } from '@ameide/primitives/objects';
import type { V1EnvVar } from '@kubernetes/client-node';
import type { UISurfaceSpec } from './resource.ts';

/** Whether people can sign in. */
export type SignIn =
  | { readonly state: 'not_asked' }
  /** `secretVersion` changes when the Secret is written, so that pods start again with what is in it now. */
  | { readonly state: 'wired'; readonly secretVersion?: string }
  | { readonly state: 'secret_missing'; readonly message: string };

/** The Secret that the surface depends on. */
export function clientSecrets({ spec }: Primitive<UISurfaceSpec>): readonly ObjectRef[] {
  const secret = spec.oidc?.clientSecret;
  return secret ? [{ ...SECRET, name: secret.name }] : [];
}

/** Looks whether the client's secret is there: a pod that refers to one that is not never starts. @throws ApiError */
export async function findSignIn(surface: Primitive<UISurfaceSpec>, read: Surroundings['read']): Promise<SignIn> {
  const { oidc } = surface.spec;
  if (oidc === undefined) return { state: 'not_asked' };
  const { clientSecret } = oidc;
  if (clientSecret === undefined) return { state: 'wired' };
  const { name, key } = clientSecret;
  const secret = await read({ ...SECRET, name });
  const missing = (message: string) => ({ state: 'secret_missing', message }) as const;
  if (secret === undefined) return missing(`Secret ${name} is not there: make it, with the client’s secret at ${key}.`);
  const values = (secret.data ?? {}) as Readonly<Record<string, string>>;
  if (!values[key]) return missing(`Secret ${name} has nothing at ${key}: put the client’s secret there.`);
  return { state: 'wired', secretVersion: secret.metadata.resourceVersion };
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
