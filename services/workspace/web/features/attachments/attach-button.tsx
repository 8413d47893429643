import { useRef } from 'react';
import { IconButton } from '../../design/button.tsx';

export interface AttachButtonProps {
  readonly label: string;
  readonly onAttach: (files: Iterable<File>) => void;
}

export function AttachButton({ label, onAttach }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="attach" label={label} onPress={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onAttach([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
    </>
  );
}
