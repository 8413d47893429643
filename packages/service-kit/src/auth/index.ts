export { type AuthenticatorOptions, createAuthenticator } from './authenticator.ts';
export type { Authenticator, Identity } from './identity.ts';
export { createInternalCaller, type InternalCaller } from './internal-caller.ts';
export type { InternalIdentity } from './internal-signature.ts';
export type { TokenOptions } from './token-verifier.ts';
export type { TrustedIssuer } from './trusted-issuer.ts';
