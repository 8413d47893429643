import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * Takes files that are dropped.
 *
 * @param area where; without one, anywhere on the page
 * @returns whether files are held over it
 */
export function useFileDrop(
  isAllowed: boolean,
  onFiles: (files: readonly File[]) => void,
  area?: RefObject<HTMLElement | null>,
): boolean {
  const [isDragging, setDragging] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const over = area === undefined ? window : area.current;
    if (!isAllowed || over === null) return;
    const leaving = new AbortController();
    const on = (type: 'dragleave' | 'dragover' | 'drop', listener: (event: DragEvent) => void) =>
      over.addEventListener(type, (event) => listener(event as DragEvent), { signal: leaving.signal });
    on('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setDragging(true);
    });
    on('dragleave', ({ relatedTarget }) => {
      const isInside = over instanceof Node && relatedTarget instanceof Node && over.contains(relatedTarget);
      if (relatedTarget === null || !(over === window || isInside)) setDragging(false);
    });
    on('drop', (event) => {
      setDragging(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    });
    return () => leaving.abort();
  }, [isAllowed, area]);
  return isDragging;
}
