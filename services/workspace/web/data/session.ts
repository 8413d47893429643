import { queryOptions } from '@tanstack/react-query';
import { rememberFor } from './keep.ts';
import { createStore } from './store.ts';

/** Who is signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly tenantId: string;
}

export interface Session {
  readonly signedIn: boolean;
  readonly user?: Person;
  readonly expiresAt?: string;
}

/** The server has refused a call because the session is over; work stays on this device until somebody signs in again. */
export const sessionIsOver = createStore(false);

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn({ signal }): Promise<Session> {
    const response = await fetch('/auth/session', { signal, headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`/auth/session answered ${response.status}`);
    const session = readSession(await response.json());
    if (session.user) rememberFor(session.user.id);
    return session;
  },
});

/** Leads to the sign-in, and from there back to this page. */
export function signInAddress(): string {
  return `/auth/sign-in?return_to=${encodeURIComponent(location.pathname + location.search)}`;
}

export const SIGN_OUT_PATH = '/auth/sign-out';

function readSession(answer: unknown): Session {
  const { signedIn = false, user, expiresAt } = answer as Partial<Session>;
  if (!signedIn || user === undefined) return { signedIn: false };
  const { id, name = id, roles = [], tenantId = '' } = user;
  return { signedIn, user: { id, name, roles, tenantId }, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
