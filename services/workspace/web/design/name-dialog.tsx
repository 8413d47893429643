import { useState } from 'react';
import { FormDialog } from './form-dialog.tsx';
import { TextField } from './text-field.tsx';
import { useWords } from './use-words.ts';
import { defineWords } from './words.ts';

const words = defineWords({
  en: { name: 'Name', cancel: 'Cancel', rename: 'Rename' },
  de: { name: 'Name', cancel: 'Abbrechen', rename: 'Umbenennen' },
});

const LIMIT = 200;

export interface NameDialogProps {
  readonly title: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onRename: (name: string) => void;
}

/** Asks for another name. */
export default function NameDialog({ title, name, onClose, onRename }: NameDialogProps) {
  const t = useWords(words);
  const [text, setText] = useState(name);
  return (
    <FormDialog
      title={title}
      cancel={t.cancel}
      submit={t.rename}
      isComplete={text.trim() !== ''}
      onClose={onClose}
      onSubmit={() => {
        if (text.trim() !== name) onRename(text.trim());
        onClose();
      }}
    >
      <TextField label={t.name} value={text} onChange={setText} maxLength={LIMIT} autoFocus />
    </FormDialog>
  );
}
