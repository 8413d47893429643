import type { SignInFailure } from '../app/sign-in.ts';
import type { Language } from './language.ts';

interface Words {
  readonly title: string;
  /** What a person reads; nothing of it comes from the provider. */
  readonly sentences: Readonly<Record<SignInFailure, string>>;
  readonly unknown: string;
  readonly again: string;
  readonly elsewhere: string;
  readonly home: string;
  readonly requestId: string;
}

export const signInErrorWords: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Not signed in',
    sentences: {
      attempt_unknown: 'This sign-in was begun too long ago, or in another browser. Begin again.',
      sign_in_cancelled: 'You have not signed in.',
      sign_in_refused: 'The identity provider has not confirmed who you are. Try again.',
      account_not_accepted:
        'You are known to the identity provider, but your account belongs to no tenant here. Ask whoever invited you.',
      provider_unreachable: 'The identity provider does not answer. Try again in a moment.',
      provider_misconfigured:
        'Signing in is not set up correctly. Tell those who run this platform, with the request id.',
    },
    unknown: 'Signing in did not work. Try again.',
    again: 'Try again',
    elsewhere: 'Sign in somewhere else',
    home: 'Go home',
    requestId: 'Request id',
  },
  de: {
    title: 'Nicht angemeldet',
    sentences: {
      attempt_unknown: 'Diese Anmeldung hat vor zu langer Zeit begonnen, oder in einem anderen Browser. Beginne neu.',
      sign_in_cancelled: 'Du hast dich nicht angemeldet.',
      sign_in_refused: 'Der Anmeldedienst hat nicht bestätigt, wer du bist. Versuch es noch einmal.',
      account_not_accepted:
        'Der Anmeldedienst kennt dich, aber dein Konto gehört hier zu keiner Organisation. Frag, wer dich eingeladen hat.',
      provider_unreachable: 'Der Anmeldedienst antwortet nicht. Versuch es gleich noch einmal.',
      provider_misconfigured:
        'Die Anmeldung ist nicht richtig eingerichtet. Sag es denen, die diese Plattform betreiben, und nenne die Anfrage-ID.',
    },
    unknown: 'Die Anmeldung hat nicht geklappt. Versuch es noch einmal.',
    again: 'Noch einmal versuchen',
    elsewhere: 'Woanders anmelden',
    home: 'Zur Startseite',
    requestId: 'Anfrage-ID',
  },
};
