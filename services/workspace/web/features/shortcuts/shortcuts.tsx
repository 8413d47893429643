import { Dialog } from '../../design/dialog.tsx';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';
import { MOD_KEY } from '../../routes/shortcut-keys.ts';
import { closeShortcuts } from './shortcuts-state.ts';
import './shortcuts.css';

const words = defineWords({
  en: {
    title: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    palette: 'Search or do anything',
    sheet: 'This sheet',
    home: 'Go home',
    chats: 'Go to the chats',
    reviews: 'Go to the reviews',
    settings: 'Go to the settings',
    model: 'With a model',
    panel: 'Open or close the panel',
    outline: 'Go to the outline',
    problems: 'Go to the problems',
    accept: 'Accept the proposal in sight',
    edit: 'Begin or end drawing',
    undo: 'Take back what you drew last',
    redo: 'Draw again what you took back',
    pan: 'Move the diagram, with the focus on it',
    find: 'Find in the diagram',
    zoomKeys: 'Zoom, and see all of it',
    zoom: 'Zoom, with the wheel',
    chat: 'In a chat',
    send: 'Send',
    line: 'New line',
  },
  de: {
    title: 'Tastenkürzel',
    everywhere: 'Überall',
    palette: 'Suchen oder etwas tun',
    sheet: 'Diese Übersicht',
    home: 'Zur Startseite',
    chats: 'Zu den Chats',
    reviews: 'Zum Prüfen',
    settings: 'Zu den Einstellungen',
    model: 'Bei einem Modell',
    panel: 'Bereich öffnen oder schließen',
    outline: 'Zur Gliederung',
    problems: 'Zu den Problemen',
    accept: 'Vorschlag annehmen',
    edit: 'Zeichnen beginnen oder beenden',
    undo: 'Zurücknehmen, was du zuletzt gezeichnet hast',
    redo: 'Noch einmal zeichnen, was du zurückgenommen hast',
    pan: 'Zeichnung bewegen, wenn sie den Fokus hat',
    find: 'Im Diagramm suchen',
    zoomKeys: 'Vergrößern, und alles sehen',
    zoom: 'Vergrößern, mit dem Mausrad',
    chat: 'Im Chat',
    send: 'Senden',
    line: 'Neue Zeile',
  },
});

export default function Shortcuts() {
  const t = useWords(words);
  const mod = MOD_KEY.trim();
  const groups = [
    {
      title: t.everywhere,
      keys: [
        [[mod, 'K'], t.palette],
        [['?'], t.sheet],
        [['g', 'h'], t.home],
        [['g', 'c'], t.chats],
        [['g', 'r'], t.reviews],
        [['g', 's'], t.settings],
      ],
    },
    {
      title: t.model,
      keys: [
        [[']'], t.panel],
        [['o'], t.outline],
        [['p'], t.problems],
        [[mod, '↵'], t.accept],
        [['e'], t.edit],
        [[mod, 'Z'], t.undo],
        [[mod, '⇧', 'Z'], t.redo],
        [['←', '↑', '→', '↓'], t.pan],
        [['+', '−', '0'], t.zoomKeys],
        [[mod], t.zoom],
        [[mod, 'F'], t.find],
      ],
    },
    {
      title: t.chat,
      keys: [
        [['↵'], t.send],
        [['⇧', '↵'], t.line],
      ],
    },
  ] as const;
  return (
    <Dialog title={t.title} isOpen onClose={closeShortcuts} size="medium">
      <div className="shortcuts">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([combination, meaning]) => (
                <div key={meaning}>
                  <dt>
                    {combination.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
