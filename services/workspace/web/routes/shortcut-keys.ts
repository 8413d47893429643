const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** How the key is called that goes with others: `⌘`, or `Ctrl+`. */
export const MOD_KEY = isApple ? '⌘' : 'Ctrl ';

export function hasMod(event: KeyboardEvent | React.KeyboardEvent): boolean {
  return isApple ? event.metaKey : event.ctrlKey;
}

/** Whether a key belongs to what the person writes, not to the page. */
export function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
