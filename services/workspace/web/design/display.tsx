import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './display.css';

/** Says that there is nothing, and what to do about it. */
export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={props.icon} size={20} />
      </span>
      <h2>{props.title}</h2>
      {props.children && <p>{props.children}</p>}
      {props.action}
    </div>
  );
}

export function Chip({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'plain' | 'add' | 'change' | 'remove' | 'accent';
  readonly children: ReactNode;
}) {
  return <span className={`chip ${tone}`}>{children}</span>;
}

const COLOURS = 6;

/** Number of the colour that a person keeps, by their name. */
export function colourOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % COLOURS;
}

/** Two letters in a colour that a person keeps. Decoration: the name stands beside it, or in the label. */
/** Decoration only, drawn by the style: letters in the text would be part of a button's label, and of no name that it has. */
export function Avatar({ name, size = 24 }: { readonly name: string; readonly size?: 20 | 24 }) {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join('');
  return <span className={`avatar size-${size} colour-${colourOf(name)}`} data-letters={letters} aria-hidden="true" />;
}

/** @param value of 100 */
export function Progress({ label, value }: { readonly label: string; readonly value: number }) {
  return (
    <div className="progress" role="progressbar" aria-label={label} aria-valuenow={value}>
      <span className="track">
        <span className="bar" style={{ width: `${value}%` }} />
      </span>
    </div>
  );
}

/** Grey lines where text will be. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <span key={key} />
      ))}
    </div>
  );
}

export function Spinner({ label }: { readonly label: string }) {
  return (
    <span className="spinner" role="status">
      <span className="hidden">{label}</span>
    </span>
  );
}

/** A band over the page or a part of it. */
export function Banner(props: {
  readonly tone: 'info' | 'change' | 'remove';
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={`banner ${props.tone}`} role="status">
      <Icon name={props.icon} />
      <span>{props.children}</span>
      <span className="spring" />
      {props.action}
    </div>
  );
}
