import type { Presence } from '@ameide/live-streams';
import type { RequestContext } from '@ameide/service-kit/rpc';
import { displayName } from '../../domain/person/display-name.ts';
import { type Place, placeKey } from './topic.ts';

/** Somebody who is at a place. */
export interface PresentPerson {
  readonly subject: string;
  readonly name: string;
  /** Ids of the elements that they have selected. */
  readonly selectedIds: readonly string[];
}

export interface PeopleDeps {
  readonly presence: Presence;
  /** @throws what the service threads refuses when the caller may not read what is there */
  readonly assertMayRead: (caller: RequestContext, place: Place) => Promise<void>;
}

/** How long it may take until somebody who lost the right sees nobody any more. */
const RIGHTS_MS = 15_000;

const placeOf = (tenantId: string, place: Place): string => `${JSON.stringify(tenantId)}/${placeKey(place)}`;
const memberOf = (subject: string, clientId: string): string => JSON.stringify([subject, clientId]);

/** Says that the caller is at a place, with one of their clients, or is leaving it. */
export async function announcePresence(
  { presence, assertMayRead }: PeopleDeps,
  caller: RequestContext,
  place: Place,
  client: { readonly id: string; readonly leaving: boolean } & Pick<PresentPerson, 'selectedIds'>,
): Promise<void> {
  const { tenantId, actorId, actorName } = caller;
  const at = placeOf(tenantId, place);
  const member = memberOf(actorId, client.id);
  if (client.leaving) return presence.leave(at, member);
  await assertMayRead(caller, place);
  const { selectedIds } = client;
  const name = displayName(actorName);
  await presence.announce(at, member, new TextEncoder().encode(JSON.stringify({ name, selectedIds })));
}

/** Everybody at a place, each once and by subject, now and whenever that changes. */
export async function* watchPeople(
  { presence, assertMayRead }: PeopleDeps,
  caller: RequestContext,
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<readonly PresentPerson[], void> {
  await assertMayRead(caller, place);
  const lost = new AbortController();
  let refusal: unknown;
  const asking = setInterval(() => {
    assertMayRead(caller, place).catch((error: unknown) => {
      refusal = error;
      lost.abort();
    });
  }, RIGHTS_MS);
  try {
    for await (const members of presence.watch(
      placeOf(caller.tenantId, place),
      AbortSignal.any([signal, lost.signal]),
    )) {
      yield peopleOf(members);
    }
    if (refusal !== undefined) throw refusal;
  } finally {
    clearInterval(asking);
  }
}

/** The clients of one person are one: with the name that the last token says, and what is selected in any of them. */
function peopleOf(members: ReadonlyMap<string, Uint8Array>): readonly PresentPerson[] {
  const people = new Map<string, PresentPerson>();
  for (const [member, data] of members) {
    const [subject] = JSON.parse(member) as [string, string];
    const said = JSON.parse(new TextDecoder().decode(data)) as Omit<PresentPerson, 'subject'>;
    const selectedIds = new Set([...(people.get(subject)?.selectedIds ?? []), ...said.selectedIds]);
    people.set(subject, { subject, name: said.name, selectedIds: [...selectedIds] });
  }
  return [...people.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}
