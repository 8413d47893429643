const REST_MS = 500;
/** Whoever has just read one tooltip need not wait for the next. */
const WARM_MS = 500;

/**
 * Tells which icon button a mouse rests on or the keyboard has reached, and undefined when that is over. Pressing something
 * ends it, and so does a key.
 * @returns what stops it
 */
export function followButtons(tell: (button: HTMLElement | undefined) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let under: HTMLElement | undefined;
  let shown: HTMLElement | undefined;
  let closedAt = Number.NEGATIVE_INFINITY;
  let isByKey = false;

  const show = (button: HTMLElement) => {
    shown = button;
    tell(button);
  };
  const hide = () => {
    clearTimeout(timer);
    if (shown === undefined) return;
    shown = undefined;
    closedAt = performance.now();
    tell(undefined);
  };
  const stop = new AbortController();
  const on = <K extends keyof DocumentEventMap>(type: K, listener: (event: DocumentEventMap[K]) => void) =>
    document.addEventListener(type, listener, { capture: true, signal: stop.signal });

  on('pointerover', ({ target, pointerType }) => {
    const button = pointerType === 'mouse' ? buttonAt(target) : undefined;
    if (button === under) return;
    under = button;
    hide();
    if (button) timer = setTimeout(show, performance.now() - closedAt < WARM_MS ? 0 : REST_MS, button);
  });
  on('pointerout', ({ relatedTarget }) => {
    // The mouse has left the window.
    if (relatedTarget !== null) return;
    under = undefined;
    hide();
  });
  on('pointerdown', () => {
    isByKey = false;
    hide();
  });
  on('keydown', () => {
    isByKey = true;
    hide();
  });
  on('focusin', ({ target }) => {
    const button = isByKey ? buttonAt(target) : undefined;
    if (button) show(button);
  });
  on('focusout', hide);
  return () => {
    hide();
    stop.abort();
  };
}

function buttonAt(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('.icon-button') ?? undefined) : undefined;
}
