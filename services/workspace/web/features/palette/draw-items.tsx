import { Command } from 'cmdk';
import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';
import type { DrawingSteps } from '../../editor/drawing-steps.ts';
import { PaletteItem } from './palette-item.tsx';

const words = defineWords({
  en: {
    selected: (name: string) => `With “${name}”`,
    draw: 'Draw',
    add: (kind: string) => `Add ${kind.toLowerCase()}`,
    addAfter: (kind: string) => `Add ${kind.toLowerCase()} after it`,
    connect: 'Connect to…',
    connectFrom: (name: string) => `Connect “${name}” to`,
    rename: 'Rename',
    change: 'Change what it is…',
    remove: 'Remove',
  },
  de: {
    selected: (name: string) => `Mit „${name}“`,
    draw: 'Zeichnen',
    add: (kind: string) => `${kind} hinzufügen`,
    addAfter: (kind: string) => `${kind} danach hinzufügen`,
    connect: 'Verbinden mit…',
    connectFrom: (name: string) => `„${name}“ verbinden mit`,
    rename: 'Umbenennen',
    change: 'In etwas anderes ändern…',
    remove: 'Entfernen',
  },
});

export interface DrawItemsProps {
  readonly steps: DrawingSteps;
  readonly elements: Elements;
  /** What is selected on the canvas; undefined with nothing or much. */
  readonly selected: string | undefined;
  /** Closes the palette, and then does something that takes the focus. */
  readonly draw: (action: () => void) => () => void;
}

/** What can be drawn by words: after what is selected, or by itself. @param onConnect asks what to connect with */
export function DrawItems({ steps, elements, selected, draw, onConnect }: DrawItemsProps & { onConnect: () => void }) {
  const t = useWords(words);
  const { language } = usePreferences();
  const kinds = steps.nextKinds(selected);
  const add = selected === undefined ? t.add : t.addAfter;
  if (kinds.length === 0 && selected === undefined) return null;
  return (
    <Command.Group heading={selected === undefined ? t.draw : t.selected(nameOf(elements, selected, language))}>
      {selected !== undefined && (
        <>
          <PaletteItem
            id="draw-rename"
            icon="pen"
            label={t.rename}
            hint="E"
            onSelect={draw(() => steps.rename(selected))}
          />
          <PaletteItem id="draw-connect" icon="link" label={t.connect} onSelect={onConnect} />
          {steps.canBecome(selected) && (
            <PaletteItem
              id="draw-change"
              icon="settings"
              label={t.change}
              hint="R"
              onSelect={draw(() => steps.chooseKind(selected))}
            />
          )}
          <PaletteItem
            id="draw-remove"
            icon="close"
            label={t.remove}
            hint="⌫"
            onSelect={draw(() => steps.remove(selected))}
          />
        </>
      )}
      {kinds.map((kind) => (
        <PaletteItem
          key={kind}
          id={`draw-${kind}`}
          icon="plus"
          label={add(kindName(kind, language))}
          onSelect={draw(() => steps.addNext(selected, kind))}
        />
      ))}
    </Command.Group>
  );
}

/** What a line can lead to. */
export function ConnectItems({ steps, elements, selected, draw }: DrawItemsProps & { selected: string }) {
  const t = useWords(words);
  const { language } = usePreferences();
  return (
    <Command.Group heading={t.connectFrom(nameOf(elements, selected, language))}>
      {steps.targetsOf(selected).map((id) => (
        <PaletteItem
          key={id}
          id={id}
          icon="link"
          label={nameOf(elements, id, language)}
          hint={kindName(elements.get(id)?.kind ?? '', language)}
          onSelect={draw(() => steps.connect(selected, id))}
        />
      ))}
    </Command.Group>
  );
}

const nameOf = (elements: Elements, id: string, language: Parameters<typeof kindName>[1]) => {
  const element = elements.get(id);
  return element?.name || kindName(element?.kind ?? id, language);
};
