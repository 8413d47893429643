import type { RequestContext } from '@ameide/service-kit/rpc';
import { displayName } from '../domain/person/display-name.ts';

/** Somebody, and what to call them. */
export interface NamedPerson {
  readonly subject: string;
  readonly name: string;
}

/** Names of people by tenant. */
export interface PeopleRows {
  save(tenantId: string, person: NamedPerson): Promise<void>;
  /** Those who are known, by subject. */
  find(tenantId: string, subjects: readonly string[]): Promise<readonly NamedPerson[]>;
}

/** Keeps what the caller's token calls them. A service that vouches for somebody does not know their name. */
export async function rememberName(people: PeopleRows, caller: RequestContext): Promise<void> {
  const { tenantId, actorId: subject, actorName } = caller;
  if (caller.caller !== 'user' || actorName === subject) return;
  try {
    await people.save(tenantId, { subject, name: displayName(actorName) });
  } catch (err) {
    // It is said again with the next call; this one is about something else.
    caller.logger.warn({ err }, 'a name was not kept');
  }
}
