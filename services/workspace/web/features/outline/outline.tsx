import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { Element, Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { EmptyState } from '../../design/display.tsx';
import { type Language, usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import type { CanvasView } from '../../editor/canvas-view.ts';
import { ElementIcon } from './element-icon.tsx';
import { treeMove, typedAhead } from './move-focus.ts';
import { type OutlineRow, openRows, pathTo, type Toggled } from './open-rows.ts';
import { outlineOf } from './outline-tree.ts';
import { words } from './words.ts';
import './outline.css';

/** Letters that are typed within this time of one another are one word. */
const WORD_MS = 700;

export interface OutlineProps {
  readonly elements: Elements;
  readonly view: CanvasView | undefined;
  /** On the canvas. */
  readonly selected: string | undefined;
}

/** A model as a tree to read and to go through by keyboard; what has the focus is selected on the canvas. */
export default function Outline({ elements, view, selected }: OutlineProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const tree = useMemo(() => outlineOf(elements), [elements]);
  const [toggled, setToggled] = useState<Toggled>(new Map());
  const [active, setActive] = useState<string>();
  const rows = useMemo(() => openRows(tree, toggled), [tree, toggled]);
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ word: '', at: 0 });
  const current = rows.some(({ id }) => id === active) ? active : rows[0]?.id;
  const nameOf = (id: string) => titleOf(id, elements, language, t.to);

  const rowOf = (id: string) => list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  const goTo = (id: string) => {
    setActive(id);
    rowOf(id)?.focus();
    view?.reveal(id);
  };
  const toggle = (id: string, isOpen: boolean) => setToggled((now) => new Map(now).set(id, isOpen));

  // What is selected on the canvas is shown here, without taking the focus from there.
  useEffect(() => {
    if (selected === undefined) return;
    const around = pathTo(tree, selected);
    setToggled((now) =>
      around.every((id) => now.get(id)) ? now : new Map([...now, ...around.map((id) => [id, true] as const)]),
    );
    setActive(selected);
  }, [selected, tree]);
  useEffect(() => {
    if (active !== undefined) rowOf(active)?.scrollIntoView({ block: 'nearest' });
  }, [active, rows]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (view?.reveal(current, { isCentred: true })) view.focus();
      return;
    }
    const move = treeMove(rows, current, event.key);
    if (move !== undefined) {
      event.preventDefault();
      if ('to' in move) goTo(move.to);
      else if ('open' in move) toggle(move.open, true);
      else toggle(move.fold, false);
      return;
    }
    if (event.key.length !== 1 || event.key === ' ') return;
    event.stopPropagation();
    const word = event.timeStamp - typed.current.at < WORD_MS ? typed.current.word + event.key : event.key;
    typed.current = { word, at: event.timeStamp };
    const found = typedAhead(rows, current, word, nameOf);
    if (found !== undefined) goTo(found);
  };

  if (rows.length === 0) return <EmptyState icon="model" title={t.none} />;
  return (
    <div className="model-outline" role="tree" aria-label={t.elements} ref={list} onKeyDown={onKeyDown} tabIndex={-1}>
      {rows.map((row) => (
        <Row
          key={row.id}
          row={row}
          title={nameOf(row.id)}
          kind={elements.get(row.id)?.kind ?? ''}
          kindTitle={kindName(elements.get(row.id)?.kind ?? '', language)}
          isCurrent={row.id === current}
          isSelected={row.id === selected}
          onGo={goTo}
          onToggle={toggle}
        />
      ))}
    </div>
  );
}

interface RowProps {
  readonly row: OutlineRow;
  readonly title: string;
  readonly kind: string;
  readonly kindTitle: string;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly onGo: (id: string) => void;
  readonly onToggle: (id: string, isOpen: boolean) => void;
}

const Row = memo(
  function Row({ row, title, kind, kindTitle, isCurrent, isSelected, onGo, onToggle }: RowProps) {
    const { id, level, position, siblings, isOpen } = row;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows
      <div
        role="treeitem"
        className="outline-row"
        data-id={id}
        aria-level={level}
        aria-posinset={position}
        aria-setsize={siblings}
        aria-expanded={isOpen}
        aria-selected={isSelected}
        aria-label={title === kindTitle ? title : `${title}, ${kindTitle}`}
        tabIndex={isCurrent ? 0 : -1}
        onClick={() => onGo(id)}
      >
        <Indent level={level} />
        {isOpen === undefined ? (
          <span className="outline-fold" />
        ) : (
          // biome-ignore lint/a11y/useKeyWithClickEvents: arrows open and fold
          // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse only
          <span
            className="outline-fold"
            data-open={isOpen || undefined}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(id, !isOpen);
            }}
          />
        )}
        <ElementIcon kind={kind} />
        <span className="clip">{title}</span>
      </div>
    );
  },
  (one, other) =>
    one.title === other.title &&
    one.isCurrent === other.isCurrent &&
    one.isSelected === other.isSelected &&
    one.kind === other.kind &&
    (Object.keys(one.row) as (keyof OutlineRow)[]).every((key) => one.row[key] === other.row[key]),
);

/** The policy of the page allows no styles on elements. */
function Indent({ level }: { readonly level: number }) {
  const steps = Array.from({ length: level - 1 }, (_, step) => `step-${step}`);
  return steps.map((key) => <span key={key} className="outline-indent" />);
}

/** The name of an element; where it has none, what it is, and for a flow where it leads. */
function titleOf(id: string, elements: Elements, language: Language, to: (name: string) => string): string {
  const element = elements.get(id);
  const plain = (one: Element | undefined) => one?.name.trim() || kindName(one?.kind ?? '', language);
  if (element === undefined) return id;
  if (element.target === '') return plain(element);
  const target = to(plain(elements.get(element.target)));
  return element.name.trim() === '' ? target : `${element.name.trim()} ${target}`;
}
