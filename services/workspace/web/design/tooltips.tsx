import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Tooltip, TooltipTriggerStateContext } from 'react-aria-components';
import { followButtons } from './follow-buttons.ts';
import './tooltips.css';

interface Shown {
  readonly button: HTMLElement | undefined;
  /** Each has a place of its own. */
  readonly turn: number;
}

/** What the icon button is called on which the pointer rests, or which the keyboard has reached: one for all pages. */
export default function Tooltips() {
  const [{ button, turn }, setShown] = useState<Shown>({ button: undefined, turn: 0 });
  const show = useCallback((button?: HTMLElement) => setShown(({ turn }) => ({ button, turn: turn + 1 })), []);
  useEffect(() => followButtons(show), [show]);
  return button && <TooltipOf key={turn} button={button} onClose={show} />;
}

interface TooltipOfProps {
  readonly button: HTMLElement;
  readonly onClose: () => void;
}

function TooltipOf({ button, onClose }: TooltipOfProps) {
  const id = useId();
  const trigger = useRef(button);
  const { shortcut } = button.dataset;
  useEffect(() => {
    if (!shortcut) return;
    button.setAttribute('aria-describedby', id);
    return () => button.removeAttribute('aria-describedby');
  }, [button, id, shortcut]);
  const state = useMemo(
    () => ({ isOpen: true, shouldSkipAnimation: true, open() {}, close: () => onClose() }),
    [onClose],
  );
  return (
    <TooltipTriggerStateContext.Provider value={state}>
      <Tooltip className="tooltip" offset={6} isOpen triggerRef={trigger}>
        {button.ariaLabel}
        {shortcut && <kbd id={id}>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTriggerStateContext.Provider>
  );
}
