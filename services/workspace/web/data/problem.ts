import { AmeideError } from '@ameide/sdk';
import { notify } from '../design/notices.tsx';
import { wordsNow } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';

const words = defineWords({
  en: {
    lost: 'The server cannot be reached. Nothing is lost; try again when you are online.',
    session: 'Your session has ended. Sign in again; what you wrote stays here.',
    forbidden: 'You may look at this, but not change it. Ask an editor of your team.',
    missing: 'This is not there any more, or not for you.',
    slow: 'The server took too long. Try again.',
    busy: 'There is too much going on right now. Try again in a moment.',
    other: 'Something went wrong on our side.',
    request: (id: string) => `Request ${id}`,
  },
  de: {
    lost: 'Der Server ist nicht erreichbar. Nichts geht verloren; versuche es wieder, wenn du online bist.',
    session: 'Deine Sitzung ist beendet. Melde dich neu an; was du geschrieben hast, bleibt hier.',
    forbidden: 'Du darfst das ansehen, aber nicht ändern. Frage jemanden im Team mit Schreibrecht.',
    missing: 'Das gibt es nicht mehr, oder nicht für dich.',
    slow: 'Der Server hat zu lange gebraucht. Versuche es noch einmal.',
    busy: 'Gerade ist zu viel los. Versuche es gleich noch einmal.',
    other: 'Bei uns ist etwas schiefgegangen.',
    request: (id: string) => `Anfrage ${id}`,
  },
});

/** Why something did not work, in the person's words. */
export interface Problem {
  readonly text: string;
  /** The id under which the logs know more, as a phrase; absent when the server was not reached. */
  readonly detail?: string | undefined;
}

export function describeProblem(error: unknown): Problem {
  const t = wordsNow(words);
  if (!(error instanceof AmeideError)) return { text: t.other };
  const detail = error.requestId === '' ? undefined : t.request(error.requestId);
  switch (error.code) {
    case 'unavailable':
      return { text: t.lost, detail };
    case 'unauthenticated':
      return { text: t.session, detail };
    case 'permission_denied':
      return { text: t.forbidden, detail };
    case 'not_found':
      return { text: t.missing, detail };
    case 'deadline_exceeded':
      return { text: t.slow, detail };
    case 'resource_exhausted':
      return { text: t.busy, detail };
    case 'internal':
    case 'unknown':
      return { text: t.other, detail };
    default:
      // Refusals say in a sentence what is wrong and what to do.
      return { text: error.message, detail };
  }
}

/** Whether the server was not reached, or is not there. */
export function isUnreached(error: unknown): boolean {
  return error instanceof AmeideError && error.code === 'unavailable';
}

/** Whether the session is over: the page's own banner says so, and leads to the sign-in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof AmeideError && error.code === 'unauthenticated';
}

export function notifyProblem(error: unknown): void {
  notify({ tone: 'trouble', ...describeProblem(error) });
}
