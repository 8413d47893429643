import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type KnownAttachment, pendingFiles, rememberFiles } from './pending-files.ts';

/** Loaded when somebody attaches something. */
const uploads = () => import('./uploads.ts');

async function attach(draft: string, files: Iterable<File>): Promise<void> {
  // What is pasted or dropped is there for the event only.
  const added = [...files];
  (await uploads()).attach(draft, added);
}

/** What a composer does with files: by a button, by pasting, by dropping them onto the chat. */
export type Attaching = ReturnType<typeof useAttaching>;

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');

/** @param draft under which the message is kept until it is sent */
export function useAttaching(draft: string) {
  const files = useSyncExternalStore(pendingFiles.subscribe, () => pendingFiles.get(draft));
  const [isDropping, setDropping] = useState(false);
  // Entering a child comes before leaving its parent.
  const depth = useRef(0);
  useEffect(() => rememberFiles(draft), [draft]);
  const enter = (by: 1 | -1) => {
    depth.current = Math.max(0, depth.current + by);
    setDropping(depth.current > 0);
  };
  return {
    files,
    isDropping,
    isUploading: files.some(({ state }) => state === 'waiting' || state === 'sending'),
    /** What goes with the message now. */
    ready: files.flatMap(({ attachment }): KnownAttachment[] => (attachment ? [attachment] : [])),
    add: (added: Iterable<File>) => void attach(draft, added),
    remove: async (key: string) => (await uploads()).detach(draft, key),
    retry: async (key: string) => (await uploads()).retry(draft, key),
    /** @param next the draft of the chat that has the message now */
    sent: async (ids: readonly string[], next: string) =>
      pendingFiles.get(draft).length > 0 && (await uploads()).sent(draft, ids, next),
    onPaste(event: ClipboardEvent) {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      void attach(draft, event.clipboardData.files);
    },
    /** For what files are dropped onto. */
    dropProps: {
      onDragEnter: (event: DragEvent) => hasFiles(event) && enter(1),
      onDragLeave: (event: DragEvent) => hasFiles(event) && enter(-1),
      onDragOver(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDrop(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setDropping(false);
        void attach(draft, event.dataTransfer.files);
      },
    },
  };
}
