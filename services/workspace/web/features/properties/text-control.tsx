import { type KeyboardEvent, useId } from 'react';
import { legalText } from './legal-text.ts';
import { useDraftValue } from './use-draft-value.ts';

export interface TextControlProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  readonly isMultiline?: boolean;
  readonly isCode?: boolean;
  readonly isReadOnly?: boolean;
  /** Of a text that is asked for: it is written in as soon as it is there. */
  readonly hasFocus?: boolean;
  /** The person has left it, or taken back what was written. */
  readonly onLeave?: () => void;
  readonly onTakeBack?: (() => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly describedBy?: string | undefined;
}

/** A text that is kept on Enter (in several lines with Ctrl or Cmd) or when it is left; Escape takes it back. */
export function TextControl(props: TextControlProps) {
  const { label, value, onCommit, isMultiline, isCode, isReadOnly, hasFocus, onLeave, onTakeBack } = props;
  const { placeholder, describedBy } = props;
  const id = useId();
  const draft = useDraftValue(value, onCommit);
  const write = (text: string) => draft.write(legalText(text, isMultiline ? '\n' : ' '));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const isDone = event.key === 'Enter' && (!isMultiline || event.ctrlKey || event.metaKey);
    if (isDone) draft.commit();
    else if (event.key === 'Escape') {
      draft.takeBack();
      onTakeBack?.();
      onLeave?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shared = {
    id,
    autoFocus: hasFocus,
    className: isCode ? 'input mono' : 'input',
    value: draft.text,
    placeholder,
    readOnly: isReadOnly,
    spellCheck: !isCode,
    'aria-invalid': describedBy === undefined ? undefined : true,
    'aria-describedby': describedBy,
    onBlur() {
      draft.commit();
      onLeave?.();
    },
    onKeyDown,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {isMultiline ? (
        <textarea {...shared} rows={isCode ? 3 : 2} onChange={(event) => write(event.target.value)} />
      ) : (
        <input {...shared} type="text" onChange={(event) => write(event.target.value)} />
      )}
    </div>
  );
}
