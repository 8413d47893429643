import { SearchField as AriaSearchField, Input } from 'react-aria-components';
import './fields.css';

export interface SearchFieldProps {
  /** Its name, and what stands in it while it is empty. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ label, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField aria-label={label} {...rest}>
      <Input className="input search-input" placeholder={label} />
    </AriaSearchField>
  );
}
