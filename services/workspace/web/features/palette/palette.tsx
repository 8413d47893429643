import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { kindName } from '../../data/kinds.ts';
import { useStore } from '../../data/store.ts';
import { useArtifacts } from '../../data/waiting.ts';
import { setPreferences, usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';
import { MOD_KEY } from '../../routes/shortcut-keys.ts';
import { drawingInSight, modelInSight } from '../artifact/palette-elements.ts';
import { openShortcuts } from '../shortcuts/shortcuts-state.ts';
import { ConnectItems, DrawItems } from './draw-items.tsx';
import { FoundMessages } from './found-messages.tsx';
import { PaletteItem } from './palette-item.tsx';
import { closePalette } from './palette-state.ts';
import '../../design/dialog.css';
import './palette.css';

const words = defineWords({
  en: {
    title: 'Search or do anything',
    placeholder: 'A model, a chat, what somebody wrote, or what you want to do…',
    none: 'Nothing is called that.',
    elements: 'In this model',
    go: 'Go to',
    models: 'Models',
    chats: 'Chats',
    messages: 'In messages',
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
    placeholder: 'Ein Modell, ein Chat, etwas Geschriebenes, oder was du tun willst…',
    none: 'Nichts heißt so.',
    elements: 'In diesem Modell',
    go: 'Gehe zu',
    models: 'Modelle',
    chats: 'Chats',
    messages: 'In Nachrichten',
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
  const [typed, setTyped] = useState('');
  const [isConnecting, setConnecting] = useState(false);
  const steps = drawing?.steps();
  const marked = sight?.view.viewbox()?.selected ?? [];
  const draws = steps &&
    sight &&
    marked.length < 2 && {
      ...{ steps, elements: sight.elements, selected: marked[0]?.replace(/_label$/, '') },
      draw: (action: () => void) => () => {
        closePalette();
        // The dialog gives the focus back in the next frame.
        requestAnimationFrame(() => requestAnimationFrame(action));
      },
    };
  const run = (action: () => void) => () => {
    closePalette();
    action();
  };
  return (
    <ModalOverlay className="scrim" isOpen onOpenChange={closePalette} isDismissable>
      <Modal className="modal medium palette-modal">
        <Dialog aria-label={t.title} className="palette-dialog">
          <Command label={t.title} loop>
            <Command.Input placeholder={t.placeholder} value={typed} onValueChange={setTyped} autoFocus />
            <Command.List label={t.title}>
              <Command.Empty>{t.none}</Command.Empty>
              {draws && draws.selected !== undefined && isConnecting ? (
                <ConnectItems {...draws} selected={draws.selected} />
              ) : (
                <>
                  {draws && (
                    <DrawItems
                      {...draws}
                      onConnect={() => {
                        setTyped('');
                        setConnecting(true);
                      }}
                    />
                  )}
                  {named.length > 0 && (
                    <Command.Group heading={t.elements}>
                      {named.map(([id, { name, kind }]) => (
                        <PaletteItem
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
                      <PaletteItem
                        key={id}
                        id={id}
                        icon="model"
                        label={title}
                        onSelect={run(() => void navigate({ to: '/artifact/$artifactId', params: { artifactId: id } }))}
                      />
                    ))}
                  </Command.Group>
                  <Command.Group heading={t.go}>
                    <PaletteItem
                      id="home"
                      icon="home"
                      label={t.home}
                      hint="g h"
                      onSelect={run(() => void navigate({ to: '/' }))}
                    />
                    <PaletteItem
                      id="threads"
                      icon="chat"
                      label={t.allChats}
                      hint="g c"
                      onSelect={run(() => void navigate({ to: '/threads' }))}
                    />
                    <PaletteItem
                      id="reviews"
                      icon="review"
                      label={t.reviews}
                      hint="g r"
                      onSelect={run(() => void navigate({ to: '/reviews' }))}
                    />
                    <PaletteItem
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
                        <PaletteItem
                          id="undo"
                          icon="history"
                          label={t.undo}
                          hint={`${MOD_KEY}Z`}
                          onSelect={run(() => void drawing.undo())}
                        />
                        <PaletteItem
                          id="redo"
                          icon="history"
                          label={t.redo}
                          hint={`${MOD_KEY}⇧Z`}
                          onSelect={run(() => void drawing.redo())}
                        />
                      </>
                    )}
                    <PaletteItem
                      id="new-chat"
                      icon="plus"
                      label={t.newChat}
                      onSelect={run(() => void navigate({ to: '/threads/new' }))}
                    />
                    <PaletteItem
                      id="light"
                      icon="eye"
                      label={t.light}
                      onSelect={run(() => setPreferences({ theme: 'light' }))}
                    />
                    <PaletteItem
                      id="dark"
                      icon="eye"
                      label={t.dark}
                      onSelect={run(() => setPreferences({ theme: 'dark' }))}
                    />
                    <PaletteItem
                      id="system"
                      icon="eye"
                      label={t.system}
                      onSelect={run(() => setPreferences({ theme: 'system' }))}
                    />
                    <PaletteItem
                      id="language"
                      icon="settings"
                      label={t.language}
                      onSelect={run(() => setPreferences({ language: language === 'de' ? 'en' : 'de' }))}
                    />
                    <PaletteItem id="keys" icon="keyboard" label={t.keys} hint="?" onSelect={run(openShortcuts)} />
                  </Command.Group>
                  {(chats?.chats.length ?? 0) > 0 && (
                    <Command.Group heading={t.chats}>
                      {chats?.chats.map(({ id, title }) => (
                        <PaletteItem
                          key={id}
                          id={id}
                          icon="chat"
                          label={title}
                          onSelect={run(() => void navigate({ to: '/threads/$threadId', params: { threadId: id } }))}
                        />
                      ))}
                    </Command.Group>
                  )}
                  <FoundMessages heading={t.messages} query={typed} />
                </>
              )}
            </Command.List>
          </Command>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
