import { useEffect, useState } from 'react';
import { importFiles } from './imports.ts';

/** Imports files that are dropped anywhere on the page. @returns whether files are held over it */
export function useFileDrop(isAllowed: boolean): boolean {
  const [isDragging, setDragging] = useState(false);
  useEffect(() => {
    if (!isAllowed) return;
    const leaving = new AbortController();
    const on = (type: 'dragleave' | 'dragover' | 'drop', listener: (event: DragEvent) => void) =>
      addEventListener(type, listener, { signal: leaving.signal });
    on('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setDragging(true);
    });
    on('dragleave', ({ relatedTarget }) => relatedTarget === null && setDragging(false));
    on('drop', (event) => {
      setDragging(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void importFiles(files);
    });
    return () => leaving.abort();
  }, [isAllowed]);
  return isDragging;
}
