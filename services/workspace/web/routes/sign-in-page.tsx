import { signInAddress } from '../data/session.ts';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import './sign-in-page.css';

const words = defineWords({
  en: {
    title: 'Model with people and agents',
    text: 'Sign in to see your models, talk to an agent about them, and decide what it may change.',
    signIn: 'Sign in',
  },
  de: {
    title: 'Modellieren mit Menschen und Agenten',
    text: 'Melde dich an, um deine Modelle zu sehen, mit einem Agenten darüber zu sprechen und zu entscheiden, was er ändern darf.',
    signIn: 'Anmelden',
  },
});

export function SignInPage() {
  const t = useWords(words);
  return (
    <main className="sign-in">
      <div>
        <img src="/favicon.svg" width="40" height="40" alt="Ameide" />
        <h1>{t.title}</h1>
        <p>{t.text}</p>
        <a className="button primary" href={signInAddress()}>
          {t.signIn}
        </a>
      </div>
    </main>
  );
}
