import { useMe } from '../../data/people.ts';
import { Choice } from '../../design/choice.tsx';
import { Avatar } from '../../design/display.tsx';
import { type Language, setPreferences, type Theme, usePreferences, type Wheel } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';
import { Page } from '../../routes/page.tsx';
import './settings.css';

const words = defineWords({
  en: {
    settings: 'Settings',
    account: 'Account',
    tenant: (tenant: string) => `Organisation ${tenant}`,
    theme: 'Theme',
    themeHint: 'Also the canvas follows it. Exports are always in light colours.',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    wheel: 'Mouse wheel over a diagram',
    wheelHint: 'With Ctrl or Cmd it does the other.',
    pan: 'Moves it',
    zoom: 'Zooms',
    language: 'Language',
    languageHint: 'Of the pages; agents answer in the language in which you write.',
  },
  de: {
    settings: 'Einstellungen',
    account: 'Konto',
    tenant: (tenant: string) => `Organisation ${tenant}`,
    theme: 'Farben',
    themeHint: 'Auch die Zeichnung folgt ihnen. Exporte sind immer hell.',
    system: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
    wheel: 'Mausrad über einem Diagramm',
    wheelHint: 'Mit Strg oder Cmd tut es das andere.',
    pan: 'Verschiebt',
    zoom: 'Vergrößert',
    language: 'Sprache',
    languageHint: 'Die der Seiten; Agenten antworten in der Sprache, in der du schreibst.',
  },
});

const languages: readonly { readonly value: Language; readonly label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
];

export function SettingsPage() {
  const t = useWords(words);
  const me = useMe();
  const { theme, language, wheel } = usePreferences();
  const themes: readonly Theme[] = ['system', 'light', 'dark'];
  const wheels: readonly Wheel[] = ['pan', 'zoom'];
  return (
    <Page title={t.settings}>
      <div className="column settings">
        <section>
          <div>
            <h2>{t.account}</h2>
          </div>
          <div className="account">
            <Avatar name={me.name} />
            <div>
              <div>{me.name}</div>
              {me.tenantId !== '' && <div className="quiet small">{t.tenant(me.tenantId)}</div>}
            </div>
          </div>
        </section>
        <section>
          <div>
            <h2>{t.theme}</h2>
            <p>{t.themeHint}</p>
          </div>
          <Choice
            label={t.theme}
            value={theme}
            onChange={(next) => setPreferences({ theme: next })}
            options={themes.map((value) => ({ value, label: t[value] }))}
          />
        </section>
        <section>
          <div>
            <h2>{t.language}</h2>
            <p>{t.languageHint}</p>
          </div>
          <Choice
            label={t.language}
            value={language}
            onChange={(next) => setPreferences({ language: next })}
            options={languages}
          />
        </section>
        <section>
          <div>
            <h2>{t.wheel}</h2>
            <p>{t.wheelHint}</p>
          </div>
          <Choice
            label={t.wheel}
            value={wheel}
            onChange={(next) => setPreferences({ wheel: next })}
            options={wheels.map((value) => ({ value, label: t[value] }))}
          />
        </section>
      </div>
    </Page>
  );
}
