import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip } from 'react-aria-components';
import './tooltip.css';

export function Tooltip({
  children,
  shortcut,
}: {
  readonly children: ReactNode;
  readonly shortcut?: string | undefined;
}) {
  return (
    <AriaTooltip className="tooltip" offset={6}>
      {children}
      {shortcut && <kbd>{shortcut}</kbd>}
    </AriaTooltip>
  );
}
