import { useState } from 'react';
import { notificationKinds, setNotificationSettings, useNotificationSettings } from '../../data/notifications.ts';
import { Checkbox } from '../../design/checkbox.tsx';
import { useWords } from '../../design/use-words.ts';
import { askToNotify } from './browser-notifications.ts';
import { words } from './words.ts';

/** Of what the person wants to hear, and how. */
export function NotificationChoices() {
  const t = useWords(words);
  const { off, byBrowser } = useNotificationSettings();
  const [isBlocked, setBlocked] = useState(false);
  const notifyByBrowser = async (wanted: boolean) => {
    const may = wanted && (await askToNotify());
    setBlocked(wanted && !may);
    setNotificationSettings({ byBrowser: may });
  };
  return (
    <section>
      <div>
        <h2>{t.notifications}</h2>
        <p>{t.hint}</p>
      </div>
      <div className="choices">
        {notificationKinds.map((kind) => (
          <Checkbox
            key={kind}
            isSelected={!off.includes(kind)}
            onChange={(isOn) =>
              setNotificationSettings({ off: isOn ? off.filter((other) => other !== kind) : [...off, kind] })
            }
          >
            {t.kind(kind)}
          </Checkbox>
        ))}
        <Checkbox isSelected={byBrowser} onChange={(isOn) => void notifyByBrowser(isOn)}>
          {t.byBrowser}
        </Checkbox>
        {isBlocked && <p role="alert">{t.blocked}</p>}
      </div>
    </section>
  );
}
