import { type ReactElement, Suspense } from 'react';
import { lazyPart } from '../routes/part.tsx';
import type { IconName } from './icon.tsx';

/** One thing that a menu offers; a line between groups. */
export type MenuEntry =
  | 'separator'
  | {
      readonly id: string;
      readonly label: string;
      readonly onAction: () => void;
      readonly icon?: IconName;
      readonly hint?: string;
      readonly isDisabled?: boolean;
      readonly isChosen?: boolean;
    };

export interface MenuProps {
  /** What opens it: a button. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly placement?: 'bottom start' | 'bottom end';
  readonly onOpen?: () => void;
}

const MenuWithPopup = lazyPart(() => import('./menu-with-popup.tsx'));

/** A button and what it opens. The button is there at once; what it opens comes with a part that no page needs to be seen. */
export function Menu(props: MenuProps) {
  return (
    <Suspense fallback={props.trigger}>
      <MenuWithPopup {...props} />
    </Suspense>
  );
}
