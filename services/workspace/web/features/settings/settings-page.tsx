import { useMe } from '../../data/people.ts';
import { Choice } from '../../design/choice.tsx';
import { Avatar } from '../../design/display.tsx';
import { type Language, setPreferences, type Theme, usePreferences, type Wheel } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { Page } from '../../routes/page.tsx';
import { NotificationChoices } from '../notifications/notification-choices.tsx';
import { Usage } from './usage.tsx';
import { words } from './words.ts';
import './settings.css';

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
            {me.tenantId !== '' && <p>{t.tenantHint}</p>}
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
        <NotificationChoices />
        <Usage />
      </div>
    </Page>
  );
}
