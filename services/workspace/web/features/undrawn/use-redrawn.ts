import { useEffect, useMemo, useRef } from 'react';
import type { LiveModel } from '../../data/live-model.ts';

/**
 * Asks for the document anew when a model gets its first drawing, or loses all of it: neither is drawn in place.
 * @param isUndrawn whether the document that is shown has no drawing
 */
export function useRedrawn({ version, elements }: LiveModel, isUndrawn: boolean, onRedraw: (version: number) => void) {
  const hasDrawing = useMemo(() => [...elements.values()].some(({ bounds }) => bounds), [elements]);
  const hadDrawing = useRef(false);
  const latest = useRef(onRedraw);
  latest.current = onRedraw;
  useEffect(() => {
    const isGone = hadDrawing.current && !hasDrawing;
    hadDrawing.current = hasDrawing;
    if (isGone || (isUndrawn && hasDrawing)) latest.current(version);
  }, [isUndrawn, hasDrawing, version]);
}
