import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { notifyProblem } from '../../data/problem.ts';
import { Button } from '../../design/button.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

/** Makes a chat from the file of an exported one. */
export function ImportButton() {
  const t = useWords(words);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [isImporting, setImporting] = useState(false);
  const take = async (file: File) => {
    setImporting(true);
    try {
      const { importThread } = await import('./import-thread.ts');
      const threadId = await importThread(file);
      if (threadId !== undefined) await navigate({ to: '/threads/$threadId', params: { threadId } });
    } catch (error) {
      notifyProblem(error);
    } finally {
      setImporting(false);
    }
  };
  return (
    <>
      <Button icon="upload" isDisabled={isImporting} onPress={() => input.current?.click()}>
        {isImporting ? t.importing : t.importOne}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) void take(file);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
    </>
  );
}
