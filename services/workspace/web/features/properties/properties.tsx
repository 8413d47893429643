import { useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { EmptyState } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import type { Step } from '../../editor/gesture.ts';
import type { ModelDetails } from '../../editor/model-details.ts';
import type { PropertyField } from './property-fields.ts';
import { PropertyRow } from './property-row.tsx';
import { chosen, commonFields, commonValue, exceeded, stepsFor, type Value } from './property-values.ts';
import { TextControl } from './text-control.tsx';
import { words } from './words.ts';
import './properties.css';

export interface PropertiesProps {
  readonly elements: Elements;
  /** What is selected. */
  readonly selected: readonly string[];
  readonly details: ModelDetails | undefined;
  readonly isReadOnly: boolean;
  /** Sends one batch. @param title one line for the history */
  readonly onSend: (steps: readonly Step[], title: string) => void;
  /** What the server has said against the last batch. */
  readonly refusal: string | undefined;
}

const parts = ['general', 'event', 'flow', 'behaviour', 'implementation', 'drawing'] as const;

/** What the selected elements are; with several, what they have in common. */
export default function Properties({ elements, selected, ...rest }: PropertiesProps) {
  const t = useWords(words);
  const ids = selected.length > 0 ? selected.filter((id) => elements.has(id)) : wholeModel(elements);
  if (ids.length === 0) {
    return (
      <EmptyState icon="settings" title={t.nothing}>
        {t.nothingHint}
      </EmptyState>
    );
  }
  return <PropertiesOf key={ids.join(' ')} elements={elements} selected={ids} {...rest} />;
}

/** With nothing selected, the only process, or what holds them together. */
function wholeModel(elements: Elements): string[] {
  const tops = [...elements].filter(([, { kind }]) => /^bpmn::(process|collaboration)$/.test(kind));
  const [first] = tops.toSorted(([, a], [, b]) => a.kind.localeCompare(b.kind));
  return first === undefined ? [] : [first[0]];
}

function PropertiesOf({ elements, selected, details, isReadOnly, onSend, refusal }: PropertiesProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const [last, setLast] = useState('');
  const [most, setMost] = useState<number>();
  const all = chosen(elements, selected);
  const kinds = [...new Set(all.map(([, { kind }]) => kindName(kind, language)))];
  const fields = commonFields(elements, selected);
  const own = all.length === 1 ? Object.keys(all[0]![1].properties).filter((name) => name.includes(':')) : [];
  const foreign = all.length === 1 ? (details?.foreign(all[0]![0]) ?? []) : [];
  const called = all.length === 1 ? all[0]![1].name || kinds[0]! : t.elements(all.length);
  const labelOf = (name: string) => t[`field_${name}` as 'field_name'] ?? name;

  const row = (field: PropertyField, isFixed = isReadOnly) => (
    <PropertyRow
      key={field.name}
      field={field}
      value={commonValue(elements, selected, field)}
      problem={last !== field.name ? undefined : most === undefined ? refusal : t.tooLong(most)}
      onTakeBack={() => setLast('')}
      isReadOnly={isFixed}
      elements={elements}
      ids={selected}
      onSend={(steps, title) => {
        setLast(field.name);
        setMost(undefined);
        onSend(steps, title);
      }}
      onChange={(value: Value) => {
        const steps = stepsFor(elements, selected, field, value);
        if (steps.length === 0) return;
        setLast(field.name);
        const most = exceeded(field, value);
        setMost(most);
        if (most === undefined) onSend(steps, t.change(labelOf(field.name), called));
      }}
    />
  );

  return (
    <div className="properties">
      <header>
        <h2>{called}</h2>
        <p>{kinds.join(', ')}</p>
      </header>
      {parts.map((part) => {
        const inPart = fields.filter((field) => field.part === part);
        if (inPart.length === 0) return null;
        return (
          <section key={part} aria-label={t[`part_${part}`]}>
            <h3>{t[`part_${part}`]}</h3>
            {inPart.map((field) => row(field))}
            {part === 'general' && all.length === 1 && (
              <TextControl label={t.id} value={all[0]![0]} isReadOnly isCode onCommit={() => {}} />
            )}
          </section>
        );
      })}
      {own.length > 0 && (
        <section aria-label={t.part_own}>
          <h3>{t.part_own}</h3>
          {own.map((name) => {
            const isText = typeof all[0]![1].properties[name] === 'string';
            return row({ name, part: 'general', control: { is: 'line' } }, isReadOnly || !isText);
          })}
        </section>
      )}
      {foreign.length > 0 && (
        <section aria-label={t.part_foreign}>
          <h3>{t.part_foreign}</h3>
          <p className="hint">{t.foreignHint}</p>
          <dl>
            {foreign.map(({ name, text }) => (
              <div key={`${name} ${text}`}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}
