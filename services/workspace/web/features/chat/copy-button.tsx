import { type RefObject, useState } from 'react';
import { IconButton } from '../../design/button.tsx';
import { notify } from '../../design/notices.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

export interface CopyButtonProps {
  /** As its author wrote it, with the signs of Markdown. */
  readonly text: string;
  /** Where it is drawn. */
  readonly drawn: RefObject<HTMLElement | null>;
}

/** Puts an answer into the clipboard: as Markdown, and formatted for whoever takes that. */
export function CopyButton({ text, drawn }: CopyButtonProps) {
  const t = useWords(words);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const prose = [...(drawn.current?.querySelectorAll('.prose, .code') ?? [])];
    const html = prose.map(({ outerHTML }) => outerHTML).join('');
    const asType = (type: string, content: string) => ({ [type]: new Blob([content], { type }) });
    try {
      const item = new ClipboardItem({ ...asType('text/plain', text), ...asType('text/html', html) });
      await navigator.clipboard.write([item]);
      setCopied(true);
    } catch {
      notify({ tone: 'trouble', text: t.notCopied });
    }
  };
  return (
    <IconButton
      icon={isCopied ? 'check' : 'copy'}
      size={14}
      label={isCopied ? t.copied : t.copy}
      onPress={() => void copy()}
      onBlur={() => setCopied(false)}
    />
  );
}
