import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const END_PX = 2;

/**
 * Keeps the end in view while content grows, until the person scrolls up: any movement upwards lets go at once, and only the
 * very end, or the button, takes hold again.
 */
export function useStickToEnd(viewport: RefObject<HTMLElement | null>) {
  const isHeld = useRef(true);
  const [isAway, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const element = viewport.current;
    if (element === null) return;
    isHeld.current = true;
    setAway(false);
    element.scrollTop = element.scrollHeight;
  }, [viewport]);

  useEffect(() => {
    const element = viewport.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    let last = element.scrollTop;
    const onScroll = () => {
      const isEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= END_PX;
      if (element.scrollTop < last - 1 && !isEnd) isHeld.current = false;
      if (isEnd) isHeld.current = true;
      last = element.scrollTop;
      setAway(!isHeld.current);
    };
    const grown = new ResizeObserver(() => {
      if (!isHeld.current) return;
      element.scrollTop = element.scrollHeight;
      last = element.scrollTop;
    });
    grown.observe(content);
    grown.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      grown.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [viewport]);

  return { isAway, toEnd };
}
