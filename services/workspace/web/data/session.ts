import { AmeideError } from '@ameide/sdk';
import { queryOptions } from '@tanstack/react-query';
import { keepPerson, keptPerson, rememberFor } from './keep.ts';
import { reachable } from './reachability.ts';
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

/** Of whom the server has not said yet that they are signed in. */
let unconfirmed: Person | undefined;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn(): Promise<Session> {
    let session: Session;
    try {
      session = await askSession();
    } catch (error) {
      // The browser says by its type that nothing was answered at all.
      if (!(error instanceof TypeError)) throw error;
      reachable.set(false);
      unconfirmed = readSession({ signedIn: true, user: keptPerson() }).user;
      if (unconfirmed === undefined) throw new AmeideError('unavailable', '', error.message);
      session = { signedIn: true, user: unconfirmed };
    }
    if (session.user) rememberFor(session.user.id);
    return session;
  },
});

/**
 * Before anything is asked in a person's name: a page that was opened without a connection makes sure that they are signed in.
 * @throws as long as that is not known, or not so
 */
export async function confirmPerson(): Promise<void> {
  if (unconfirmed === undefined) return;
  const { id } = unconfirmed;
  const { user } = await askSession();
  if (user?.id === id) unconfirmed = undefined;
  // What is kept here for one person is not for another.
  else if (user) location.reload();
  else sessionIsOver.set(true);
  if (unconfirmed) throw new Error('somebody else is signed in, or nobody');
}

async function askSession(): Promise<Session> {
  const response = await fetch('/auth/session', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`/auth/session answered ${response.status}`);
  const session = readSession(await response.json());
  if (unconfirmed === undefined) keepPerson(session.user);
  return session;
}

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
