import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Elements } from '../data/elements.ts';
import { IconButton } from '../design/button.tsx';
import { usePreferences } from '../design/preferences.ts';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { findElements } from './find-elements.ts';
import './find.css';

const words = defineWords({
  en: {
    find: 'Find in the diagram',
    hint: 'Name, id, kind or documentation',
    results: 'Found',
    none: 'Nothing in this diagram has these words.',
    notDrawn: 'is not drawn in this diagram',
    close: 'Close the search',
  },
  de: {
    find: 'Im Diagramm suchen',
    hint: 'Name, Id, Art oder Dokumentation',
    results: 'Gefunden',
    none: 'Nichts in diesem Diagramm enthält diese Wörter.',
    notDrawn: 'ist in diesem Diagramm nicht gezeichnet',
    close: 'Suche schließen',
  },
});

export interface FindProps {
  readonly elements: Elements;
  /** Brings an element into view. @returns whether it is drawn */
  readonly onGo: (elementId: string) => boolean;
  readonly onClose: () => void;
}

/** Search in the diagram: Enter goes to the element that is chosen, Escape ends it. */
export default function Find({ elements, onGo, onClose }: FindProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [undrawn, setUndrawn] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  const found = useMemo(() => findElements(elements, text, language), [elements, text, language]);
  const current = Math.min(at, found.length - 1);

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const go = (index: number) => {
    const one = found[index];
    if (one === undefined) return;
    setAt(index);
    setUndrawn(onGo(one.id) ? undefined : one.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter') go(current);
    else if (event.key === 'ArrowDown') setAt(Math.min(current + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="find" aria-label={t.find}>
      <div className="find-row">
        <input
          ref={input}
          className="input"
          role="combobox"
          aria-label={t.find}
          aria-expanded={found.length > 0}
          aria-controls={`${base}-list`}
          aria-activedescendant={found.length > 0 ? `${base}-${current}` : undefined}
          aria-autocomplete="list"
          placeholder={t.hint}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setUndrawn(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton icon="close" label={t.close} onPress={onClose} />
      </div>
      <div ref={list} id={`${base}-list`} role="listbox" aria-label={t.results} hidden={found.length === 0}>
        {found.map(({ id, name, kind, detail }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
          <div
            key={id}
            id={`${base}-${index}`}
            role="option"
            aria-selected={index === current}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(index)}
          >
            <span className="find-name">{name}</span>
            <span className="find-kind">{undrawn === id ? `${kind}, ${t.notDrawn}` : kind}</span>
            {detail !== '' && <span className="find-detail">{detail}</span>}
          </div>
        ))}
      </div>
      {text.trim() !== '' && found.length === 0 && <p role="status">{t.none}</p>}
    </search>
  );
}
