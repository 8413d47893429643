import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  /** One primary button in sight at most. */
  readonly look?: 'primary' | 'outline' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly iconAfter?: IconName;
  /** Shown after the words, such as `⌘↵`. */
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}

export function Button({ look = 'outline', icon, iconAfter, shortcut, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button ${look}`}>
      {icon && <Icon name={icon} />}
      <span className="clip">{children}</span>
      {iconAfter && <Icon name={iconAfter} size={14} />}
      {shortcut && (
        <span className="key" aria-hidden="true">
          {shortcut}
        </span>
      )}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly icon: IconName;
  /** The name that people hear, and see in the tooltip (`tooltips.tsx`). */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly isOn?: boolean;
  readonly size?: number;
}

export function IconButton({ icon, label, shortcut, isOn = false, size = 16, ...rest }: IconButtonProps) {
  return (
    <AriaButton
      {...rest}
      aria-label={label}
      className="icon-button"
      data-shortcut={shortcut}
      {...(isOn ? { 'aria-pressed': true, 'data-on': true } : {})}
    >
      <Icon name={icon} size={size} />
    </AriaButton>
  );
}
