import type { SessionLimits } from './domain/session.ts';

/** How people sign in, and for how long. */
export interface WorkspaceConfig {
  /** Where browsers reach the workspace: scheme and host, without a path. */
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  /** None for a public client. */
  readonly clientSecret?: string | undefined;
  readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
  readonly scopes: string;
  /** How long the identity provider may take to answer, in ms. */
  readonly providerTimeoutMs: number;
  /** What cookies and stored tokens are sealed with: the first one seals, all open. */
  readonly secrets: readonly [string, ...string[]];
  readonly limits: SessionLimits;
}

const HOUR_MS = 3_600_000;

/** What holds where nothing else is said. */
export const DEFAULT_WORKSPACE_CONFIG = {
  clientId: 'platform-app',
  scopes: 'openid profile email',
  providerTimeoutMs: 10_000,
  limits: { idleMs: 8 * HOUR_MS, maxMs: 24 * HOUR_MS },
} as const satisfies Partial<WorkspaceConfig>;
