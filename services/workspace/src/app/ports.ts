import type { RpcAnswer, RpcRequest } from '@ameide/service-kit/rpc';
import type { EndReason, Session } from '../domain/session.ts';

/** What the identity provider gives for a code or a refresh token. */
export interface Grant {
  readonly accessToken: string;
  /** Absent when the one before stays good. */
  readonly refreshToken?: string;
  /** Absent when the one before stays good. */
  readonly idToken?: string;
  readonly expiresInSeconds: number;
  /** Of the id token, checked; undefined when none came. */
  readonly claims?: IdClaims;
}

/** What an id token says of a person. */
export interface IdClaims {
  readonly subject: string;
  readonly sid?: string;
  readonly name?: string;
  readonly email?: string;
}

/** Whom a logout token ends: one session of the provider, or everything of a person. */
export type LogoutSubject = { readonly sid: string } | { readonly subject: string };

/** What binds the answer of the provider to the browser that asked. */
export interface AttemptSecrets {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

const PROBLEMS = {
  refused: 'refuses',
  unreachable: 'does not answer',
  misconfigured: 'and the configuration do not fit',
} as const;

/** Why the provider gives nothing. Its own words are in the cause, for the log. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** It does not want to; it does not answer; or it and the configuration do not fit. */
  readonly kind: 'refused' | 'unreachable' | 'misconfigured';
  /** The error code of OAuth, such as `invalid_grant`, or empty. */
  readonly code: string;

  constructor(kind: ProviderError['kind'], code: string, cause: unknown) {
    super(`the identity provider ${PROBLEMS[kind]}${code === '' ? '' : ` (${code})`}`, { cause });
    this.kind = kind;
    this.code = code;
  }
}

/** How a person asks to sign in. */
export interface SignInWish {
  /** Whether the provider asks also whom it knows already. */
  readonly anew: boolean;
  /** Where the provider shall have the person sign in, by the name that it knows, such as that of a company's own directory. */
  readonly identityProviderHint?: string | undefined;
}

/** The identity provider by which people sign in. Every method rejects with a {@link ProviderError}. */
export interface IdentityProvider {
  /** Names it in addresses. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly issuer: string;
  /** Whether it answers, and is the one of the configuration. */
  check(): Promise<void>;
  /** Where the browser goes to sign in. */
  authorizationUrl(attempt: AttemptSecrets, wish: SignInWish): Promise<URL>;
  /** Redeems the code of a callback. @param callback its whole address */
  redeem(
    callback: URL,
    attempt: AttemptSecrets,
  ): Promise<Grant & { readonly idToken: string; readonly claims: IdClaims }>;
  refresh(refreshToken: string): Promise<Grant>;
  revoke(refreshToken: string): Promise<void>;
  /** Where the browser goes to sign out there, too; undefined when the provider has no such place. */
  endSessionUrl(idToken: string): Promise<URL | undefined>;
  /** Whom a logout token ends; undefined for one that is not of this provider, for this client, and about a logout now. */
  readLogoutToken(token: string): Promise<LogoutSubject | undefined>;
}

/** A session that was kept, or what is remembered of one that is over. */
export type StoredSession =
  | {
      readonly kind: 'active';
      readonly session: Session;
      /** Raised by every change of the tokens. */
      readonly generation: number;
    }
  | { readonly kind: 'ended'; readonly reason: EndReason };

/** Keeps sessions. Keys are digests of what browsers hold, so that nobody signs in with what is in the store. */
export interface SessionStore {
  /** @param endsAtMs after it the session is as if it had never been */
  create(key: string, session: Session, endsAtMs: number): Promise<void>;
  find(key: string): Promise<StoredSession | undefined>;
  /** Stores new tokens, unless the session is over or another one has been faster; whether it did. */
  renew(key: string, session: Session, generation: number): Promise<boolean>;
  /** Remembers when the person last did something, and when the session therefore ends. */
  touch(key: string, session: Session, endsAtMs: number): Promise<void>;
  /** Ends a session, and tells all replicas; what it was, for the one caller that ended it. */
  end(key: string, reason: EndReason): Promise<Session | undefined>;
  /** Keys of the sessions that a logout token means. */
  keysOf(issuer: string, subject: LogoutSubject): Promise<readonly string[]>;
  /** Lets one caller at a time through, over all replicas; undefined when somebody else is. Ends by itself after `ttlMs`. */
  lock(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined>;
  /** Hears of every session that ends, at whatever replica; returns what stops it. */
  onEnded(listener: (key: string, reason: EndReason) => void): () => void;
  /** How many sessions there are now. */
  count(): Promise<number>;
  /** @throws when it cannot be reached */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Seals text with a key that replicas share and browsers do not have. */
export interface Sealer {
  /** @param context what the text belongs to: it opens for nothing else */
  seal(text: string, context: string): string;
  /** Undefined for what was not sealed here, was changed, or belongs to something else. */
  open(sealed: string, context: string): string | undefined;
}

/** Counts; never by tenant or person. */
export interface AuthMetrics {
  attempted(status: 'success' | 'refused' | 'failed'): void;
  refreshed(status: 'success' | 'error', errorCode: string, seconds: number): void;
}

/** Answers RPCs; undefined for a path that is none. Rejects when nobody answers. */
export type Upstream = (request: RpcRequest) => Promise<RpcAnswer> | undefined;

/** A file of a chat. */
export interface AttachedFile {
  readonly name: string;
  /** By its content. */
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** On whose behalf something is read. */
export interface ReadAs {
  readonly accessToken: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** Reads a file of a chat, or only what it is; undefined when there is none that the person may see. Rejects when nobody answers. */
export type ReadAttachment = (
  id: string,
  as: ReadAs,
  wanted: 'facts' | 'content',
) => Promise<{ readonly file: AttachedFile; readonly content: AsyncIterable<Uint8Array> } | undefined>;
