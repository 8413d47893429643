import { TextField as AriaTextField, Input, Label, TextArea } from 'react-aria-components';
import './fields.css';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
}

export function TextField({ label, placeholder, rows, ...rest }: TextFieldProps) {
  return (
    <AriaTextField {...rest} className="field">
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input className="input" {...(placeholder === undefined ? {} : { placeholder })} />
      ) : (
        <TextArea className="input" rows={rows} {...(placeholder === undefined ? {} : { placeholder })} />
      )}
    </AriaTextField>
  );
}
