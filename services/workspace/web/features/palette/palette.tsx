import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { kindName } from '../../data/kinds.ts';
import { useStore } from '../../data/store.ts';
import { useArtifacts } from '../../data/waiting.ts';
import { Icon, type IconName } from '../../design/icon.tsx';
import { setPreferences, usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';
import { MOD_KEY } from '../../routes/shortcut-keys.ts';
import { drawingInSight, modelInSight } from '../artifact/palette-elements.ts';
import { openShortcuts } from '../shortcuts/shortcuts-state.ts';
import { closePalette } from './palette-state.ts';
import '../../design/dialog.css';
import './palette.css';

const words = defineWords({
  en: {
    title: 'Search or do anything',
    placeholder: 'A model, a chat, an element, or what you want to do…',
    none: 'Nothing is called that.',
    elements: 'In this model',
    go: 'Go to',
    models: 'Models',
    chats: 'Chats',
    do: 'Do',
    newChat: 'New chat',
    home: 'Home',
    allChats: 'Chats',
    reviews: 'Reviews',
    settings: 'Settings',
    undo: 'Undo',
    redo: 'Redo',
    keys: 'Show keyboard shortcuts',
    light: 'Use light colours',
    dark: 'Use dark colours',
    system: 'Use the colours of the system',
    language: 'Auf Deutsch umstellen',
  },
  de: {
    title: 'Suchen oder etwas tun',
    placeholder: 'Ein Modell, ein Chat, ein Element, oder was du tun willst…',
    none: 'Nichts heißt so.',
    elements: 'In diesem Modell',
    go: 'Gehe zu',
    models: 'Modelle',
    chats: 'Chats',
    do: 'Tun',
    newChat: 'Neuer Chat',
    home: 'Start',
    allChats: 'Chats',
    reviews: 'Prüfen',
    settings: 'Einstellungen',
    undo: 'Zurücknehmen',
    redo: 'Wiederholen',
    keys: 'Tastenkürzel zeigen',
    light: 'Helle Farben',
    dark: 'Dunkle Farben',
    system: 'Farben des Systems',
    language: 'Switch to English',
  },
});

const ELEMENTS_SHOWN = 200;

export default function Palette() {
  const t = useWords(words);
  const navigate = useNavigate();
  const { language } = usePreferences();
  const { data: artifacts } = useArtifacts();
  const { data: chats } = useQuery(ChatQueryService.method.listChats, { pageSize: 50 });
  const sight = useStore(modelInSight);
  const drawing = useStore(drawingInSight);
  const named = [...(sight?.elements ?? [])].filter(([, { name }]) => name !== '').slice(0, ELEMENTS_SHOWN);
  const run = (action: () => void) => () => {
    closePalette();
    action();
  };
  return (
    <ModalOverlay className="scrim" isOpen onOpenChange={closePalette} isDismissable>
      <Modal className="modal medium palette-modal">
        <Dialog aria-label={t.title} className="palette-dialog">
          <Command label={t.title} loop>
            <Command.Input placeholder={t.placeholder} autoFocus />
            <Command.List label={t.title}>
              <Command.Empty>{t.none}</Command.Empty>
              {named.length > 0 && (
                <Command.Group heading={t.elements}>
                  {named.map(([id, { name, kind }]) => (
                    <Item
                      key={id}
                      id={id}
                      icon="search"
                      label={name}
                      hint={kindName(kind, language)}
                      onSelect={run(() => sight?.view.reveal(id))}
                    />
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={t.models}>
                {(artifacts?.artifacts ?? []).map(({ id, title }) => (
                  <Item
                    key={id}
                    id={id}
                    icon="model"
                    label={title}
                    onSelect={run(() => void navigate({ to: '/artifact/$artifactId', params: { artifactId: id } }))}
                  />
                ))}
              </Command.Group>
              <Command.Group heading={t.go}>
                <Item
                  id="home"
                  icon="home"
                  label={t.home}
                  hint="g h"
                  onSelect={run(() => void navigate({ to: '/' }))}
                />
                <Item
                  id="threads"
                  icon="chat"
                  label={t.allChats}
                  hint="g c"
                  onSelect={run(() => void navigate({ to: '/threads' }))}
                />
                <Item
                  id="reviews"
                  icon="review"
                  label={t.reviews}
                  hint="g r"
                  onSelect={run(() => void navigate({ to: '/reviews' }))}
                />
                <Item
                  id="settings"
                  icon="settings"
                  label={t.settings}
                  hint="g s"
                  onSelect={run(() => void navigate({ to: '/settings' }))}
                />
              </Command.Group>
              <Command.Group heading={t.do}>
                {drawing && (
                  <>
                    <Item
                      id="undo"
                      icon="history"
                      label={t.undo}
                      hint={`${MOD_KEY}Z`}
                      onSelect={run(() => void drawing.undo())}
                    />
                    <Item
                      id="redo"
                      icon="history"
                      label={t.redo}
                      hint={`${MOD_KEY}⇧Z`}
                      onSelect={run(() => void drawing.redo())}
                    />
                  </>
                )}
                <Item
                  id="new-chat"
                  icon="plus"
                  label={t.newChat}
                  onSelect={run(() => void navigate({ to: '/threads/new' }))}
                />
                <Item id="light" icon="eye" label={t.light} onSelect={run(() => setPreferences({ theme: 'light' }))} />
                <Item id="dark" icon="eye" label={t.dark} onSelect={run(() => setPreferences({ theme: 'dark' }))} />
                <Item
                  id="system"
                  icon="eye"
                  label={t.system}
                  onSelect={run(() => setPreferences({ theme: 'system' }))}
                />
                <Item
                  id="language"
                  icon="settings"
                  label={t.language}
                  onSelect={run(() => setPreferences({ language: language === 'de' ? 'en' : 'de' }))}
                />
                <Item id="keys" icon="keyboard" label={t.keys} hint="?" onSelect={run(openShortcuts)} />
              </Command.Group>
              {(chats?.chats.length ?? 0) > 0 && (
                <Command.Group heading={t.chats}>
                  {chats?.chats.map(({ id, title }) => (
                    <Item
                      key={id}
                      id={id}
                      icon="chat"
                      label={title}
                      onSelect={run(() => void navigate({ to: '/threads/$threadId', params: { threadId: id } }))}
                    />
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ItemProps {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly hint?: string;
  readonly onSelect: () => void;
}

function Item({ id, icon, label, hint, onSelect }: ItemProps) {
  return (
    <Command.Item value={`${label} ${id}`} onSelect={onSelect}>
      <Icon name={icon} />
      <span className="clip">{label}</span>
      {hint && <span className="hint">{hint}</span>}
    </Command.Item>
  );
}
