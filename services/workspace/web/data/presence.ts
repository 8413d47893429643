import type { PresentPerson } from '@ameide/contracts/live/v1/presence_service';
import type { PlaceSchema } from '@ameide/contracts/live/v1/topic';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { useEffect, useMemo, useRef, useState } from 'react';
import { presence } from './connection.ts';
import { tellNames } from './directory.ts';
import { useTopic } from './live/use-topic.ts';
import { useMe } from './people.ts';

/** Where people can be. */
export type Place = NonNullable<MessageInitShape<typeof PlaceSchema>['place']>;

/** Whoever does not say so again is gone after 25 s. */
const AGAIN_MS = 10_000;
/** What a person selects in quick succession is told once. */
const SELECTING_MS = 150;
const MOST_SELECTED = 50;

/**
 * Who else is at a place, by subject. While the page is looked at, the person is there, too.
 * @param selectedIds what the person has selected there
 */
export function usePresence(kind: Place['case'], id: string, selectedIds: readonly string[]): readonly PresentPerson[] {
  const me = useMe();
  /** Whether there is such a place, and the person may be there. */
  const [isOpen, setOpen] = useState(false);
  const [people, setPeople] = useState<readonly PresentPerson[]>([]);
  const place = useMemo(() => ({ place: { case: kind, value: id } as Place }), [kind, id]);
  useTopic(
    { topic: { case: 'peopleAt', value: place } },
    {
      onUpdate({ payload }) {
        if (payload.case !== 'people') return;
        setOpen(true);
        tellNames(payload.value.people.map(({ subject, name }) => [subject, name]));
        setPeople(payload.value.people.filter(({ subject }) => subject !== me.id));
      },
      onEnded() {
        setOpen(false);
        setPeople([]);
      },
    },
  );

  const selected = useRef(selectedIds);
  selected.current = selectedIds;
  const [clientId] = useState(() => crypto.randomUUID());
  useEffect(() => {
    if (!isOpen) return;
    const say = () => {
      const request = { place, clientId, selectedIds: selected.current.slice(0, MOST_SELECTED) };
      // Whoever cannot be reached is not there.
      presence.announcePresence({ ...request, leaving: document.hidden }).catch(() => undefined);
    };
    say();
    const timer = setInterval(() => document.hidden || say(), AGAIN_MS);
    document.addEventListener('visibilitychange', say);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', say);
      presence.announcePresence({ place, clientId, leaving: true }).catch(() => undefined);
    };
  }, [isOpen, place, clientId]);

  const told = selectedIds.join(' ');
  useEffect(() => {
    if (!isOpen) return;
    const ids = told === '' ? [] : told.split(' ').slice(0, MOST_SELECTED);
    const timer = setTimeout(() => {
      const request = { place, clientId, selectedIds: ids, leaving: document.hidden };
      presence.announcePresence(request).catch(() => undefined);
    }, SELECTING_MS);
    return () => clearTimeout(timer);
  }, [isOpen, told, place, clientId]);
  return people;
}
