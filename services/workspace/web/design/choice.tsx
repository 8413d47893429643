import { Radio, RadioGroup } from 'react-aria-components';
import './fields.css';

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, value, onChange, options }: ChoiceProps<T>) {
  return (
    <RadioGroup
      className="choice"
      aria-label={label}
      value={value}
      onChange={(next) => onChange(next as T)}
      orientation="horizontal"
    >
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="choice-option">
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
