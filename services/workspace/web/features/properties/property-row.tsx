import { isTimerForm } from '@ameide/notations/bpmn/timer-form';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { useStore } from '../../data/store.ts';
import { Checkbox } from '../../design/checkbox.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { Select } from '../../design/select.tsx';
import { useWords } from '../../design/use-words.ts';
import type { Step } from '../../editor/gesture.ts';
import { DefinitionControl } from './definition-control.tsx';
import { definitionKind } from './definition-steps.ts';
import type { PropertyField } from './property-fields.ts';
import { chosen, MIXED, timerFrom, timerTypes, timerValue, type Value } from './property-values.ts';
import { TextControl } from './text-control.tsx';
import { wantedField } from './wanted-field.ts';
import { words } from './words.ts';

export interface PropertyRowProps {
  readonly field: PropertyField;
  readonly value: Value | typeof MIXED;
  readonly onChange: (value: Value) => void;
  /** Why the server has refused the last value. */
  readonly problem: string | undefined;
  /** The person has taken back what was refused. */
  readonly onTakeBack: () => void;
  readonly isReadOnly: boolean;
  readonly elements: Elements;
  readonly ids: readonly string[];
  /** Sends changes of what the elements name. @param title one line for the history */
  readonly onSend: (steps: readonly Step[], title: string) => void;
}

/** One property, with what was wrong with it. */
export function PropertyRow(props: PropertyRowProps) {
  const { problem, field } = props;
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const isWanted = useStore(wantedField) === field.name;
  useEffect(() => {
    if (!isWanted) return;
    wantedField.set(undefined);
    row.current?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  }, [isWanted]);
  return (
    <div className="property" ref={row}>
      <PropertyControl {...props} describedBy={problem === undefined ? undefined : id} />
      {problem !== undefined && (
        <p className="property-problem" id={id} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function PropertyControl(props: PropertyRowProps & { readonly describedBy: string | undefined }): ReactNode {
  const { field, value, onChange, onTakeBack, isReadOnly, describedBy } = props;
  const t = useWords(words);
  const options = useOptions(props);
  const label = t[`field_${field.name}` as 'field_name'] ?? field.name;
  const isMixed = value === MIXED;
  const { is } = field.control;
  if (is === 'flag' || is === 'default') {
    return (
      <Checkbox
        isSelected={value === true}
        isIndeterminate={isMixed}
        isDisabled={isReadOnly}
        onChange={(selected) => onChange(selected)}
      >
        {isMixed ? `${label} (${t.mixed})` : label}
      </Checkbox>
    );
  }
  if (is === 'timer') return <TimerControl {...props} label={label} />;
  if (options !== undefined) {
    const all = [
      ...(isMixed ? [{ value: MIXED_OPTION, label: t.mixed }] : []),
      { value: '', label: t.none },
      ...options,
    ];
    return (
      <>
        <Select
          label={label}
          value={isMixed ? MIXED_OPTION : String(value ?? '')}
          options={all}
          isDisabled={isReadOnly}
          describedBy={describedBy}
          onChange={(next) => next !== MIXED_OPTION && onChange(next === '' ? undefined : next)}
        />
        {field.control.is === 'global' && !isReadOnly && (
          <DefinitionControl
            {...props}
            type={field.control.type}
            chosen={typeof value === 'string' ? value : undefined}
          />
        )}
      </>
    );
  }
  return (
    <TextControl
      label={label}
      value={isMixed ? '' : inText(value)}
      placeholder={isMixed ? t.mixed : undefined}
      isMultiline={is !== 'line'}
      isCode={is === 'code'}
      isReadOnly={isReadOnly}
      describedBy={describedBy}
      onTakeBack={onTakeBack}
      onCommit={(text) => onChange(text === '' ? undefined : text)}
    />
  );
}

const MIXED_OPTION = '\0mixed';

const inText = (value: Value) => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

/** What can be chosen; undefined for what is written. */
function useOptions({ field, value, elements, ids }: PropertyRowProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const { control } = field;
  const known = (id: string) => elements.get(id)?.name || kindName(elements.get(id)?.kind ?? id, language);
  const withCurrent = (options: { value: string; label: string }[]) =>
    typeof value === 'string' && options.every((option) => option.value !== value)
      ? [...options, { value, label: value }]
      : options;
  switch (control.is) {
    case 'choice':
      return withCurrent(
        control.values.map((one) => ({ value: one, label: t[`value_${one}` as 'value_timer'] ?? one })),
      );
    case 'global': {
      const fitting = [...elements].filter(([, { kind }]) => kind === definitionKind(control.type));
      return withCurrent(fitting.map(([id, { name }]) => ({ value: id, label: name || id })));
    }
    case 'outgoing': {
      const flows = [...elements].filter(
        ([, { kind, source }]) => kind === 'bpmn::sequence_flow' && ids.length === 1 && source === ids[0],
      );
      return withCurrent(flows.map(([id, { name, target }]) => ({ value: id, label: t.flowTo(name, known(target)) })));
    }
    case 'activity': {
      const [[, own] = []] = chosen(elements, ids);
      const activities = [...elements].filter(
        ([, { kind, parent }]) => /(task|call_activity|sub_process)$/.test(kind) && parent === own?.parent,
      );
      return withCurrent(activities.map(([id]) => ({ value: id, label: known(id) })));
    }
    default:
      return undefined;
  }
}

function TimerControl(props: PropertyRowProps & { readonly label: string; readonly describedBy: string | undefined }) {
  const { value, onChange, onTakeBack, isReadOnly, describedBy, label } = props;
  const t = useWords(words);
  const timer = timerFrom(value === MIXED ? undefined : value);
  const hintId = useId();
  const isUnclear = timer.text !== '' && !isTimerForm(timer.type, timer.text);
  return (
    <div className="timer">
      <Select
        label={t.timerType}
        value={timer.type}
        isDisabled={isReadOnly}
        options={timerTypes.map((type) => ({ value: type, label: t[`timer_${type}`] }))}
        onChange={(type) =>
          onChange(timerValue({ ...timer, type: timerTypes.find((one) => one === type) ?? 'duration' }))
        }
      />
      <TextControl
        label={label}
        value={timer.text}
        placeholder={value === MIXED ? t.mixed : t[`example_${timer.type}`]}
        isCode
        isReadOnly={isReadOnly}
        describedBy={describedBy ?? (isUnclear ? hintId : undefined)}
        onTakeBack={onTakeBack}
        onCommit={(text) => onChange(timerValue({ ...timer, text }))}
      />
      {isUnclear && (
        <p className="property-problem" id={hintId}>
          {t.unclearTimer(t[`example_${timer.type}`])}
        </p>
      )}
    </div>
  );
}
