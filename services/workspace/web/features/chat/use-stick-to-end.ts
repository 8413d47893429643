import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const END_PX = 2;

/**
 * Keeps the end in view while content grows, until the person scrolls up: any movement upwards lets go at once, and only the
 * very end, or the button, takes hold again. What the page itself scrolls, through `scrollTo`, is no movement of the person.
 */
export function useStickToEnd(viewport: RefObject<HTMLElement | null>) {
  const isHeld = useRef(true);
  const last = useRef(0);
  const [isAway, setAway] = useState(false);

  const scrollTo = useCallback(
    (top: number) => {
      const element = viewport.current;
      if (element === null) return;
      element.scrollTop = top;
      last.current = element.scrollTop;
    },
    [viewport],
  );
  const toEnd = useCallback(() => {
    isHeld.current = true;
    setAway(false);
    scrollTo(viewport.current?.scrollHeight ?? 0);
  }, [viewport, scrollTo]);

  /** The person is led somewhere else than the end. */
  const letGo = useCallback(() => {
    isHeld.current = false;
    setAway(true);
  }, []);

  useEffect(() => {
    const element = viewport.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const onScroll = () => {
      const isEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= END_PX;
      if (element.scrollTop < last.current - 1 && !isEnd) isHeld.current = false;
      if (isEnd) isHeld.current = true;
      last.current = element.scrollTop;
      setAway(!isHeld.current);
    };
    const grown = new ResizeObserver(() => {
      // What stands there instead of messages is read from its beginning.
      if (isHeld.current && content.querySelector('article') !== null) scrollTo(element.scrollHeight);
    });
    grown.observe(content);
    grown.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      grown.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [viewport, scrollTo]);

  return { isAway, toEnd, letGo, scrollTo };
}
