import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components';
import { Icon } from './icon.tsx';
import './fields.css';

export interface CheckboxProps {
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly isDisabled?: boolean;
  readonly isIndeterminate?: boolean;
  /** Its name, when no words stand beside it. */
  readonly label?: string;
  readonly children?: ReactNode;
}

export function Checkbox({ label, children, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className="checkbox" {...(label === undefined ? {} : { 'aria-label': label })}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="box">
            {isIndeterminate ? <Icon name="minus" size={12} /> : isSelected && <Icon name="check" size={12} />}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}
