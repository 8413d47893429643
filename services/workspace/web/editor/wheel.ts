import { getPreferences } from '../design/preferences.ts';

/**
 * The wheel moves the diagram, and zooms with Ctrl or Cmd, as a pinch does; with the person's setting, the other way
 * round. @returns what ends that
 */
export function obeyWheelSetting(container: HTMLElement): () => void {
  const onWheel = (event: WheelEvent) => {
    // A pinch comes as a wheel with Ctrl that nobody holds, and in fractions of a step.
    const isPinch = event.ctrlKey && !Number.isInteger(event.deltaY);
    if (!event.isTrusted || isPinch || getPreferences().wheel !== 'zoom') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { deltaX, deltaY, deltaMode, clientX, clientY, shiftKey } = event;
    const turned = { deltaX, deltaY, deltaMode, clientX, clientY, shiftKey, bubbles: true, cancelable: true };
    const isHeld = event.ctrlKey || event.metaKey;
    event.target?.dispatchEvent(new WheelEvent('wheel', { ...turned, ctrlKey: !isHeld }));
  };
  container.addEventListener('wheel', onWheel, { capture: true, passive: false });
  return () => container.removeEventListener('wheel', onWheel, { capture: true });
}
