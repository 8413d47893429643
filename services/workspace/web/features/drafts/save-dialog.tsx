import { useState } from 'react';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextField } from '../../design/text-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

const NOTE_LIMIT = 2_000;

export interface SaveDialogProps {
  /** To begin with. */
  readonly note: string;
  /** How many edits other pages have made, or taken back, since the person was asked. */
  readonly since: number;
  readonly onClose: () => void;
  readonly onSave: (note: string) => void;
}

/** Asks what a version is for. */
export default function SaveDialog({ note: begun, since, onClose, onSave }: SaveDialogProps) {
  const t = useWords(words);
  const [note, setNote] = useState(begun);
  return (
    <FormDialog
      title={t.saveTitle}
      cancel={t.cancel}
      submit={t.save}
      onClose={onClose}
      onSubmit={() => {
        onSave(note.trim());
        onClose();
      }}
    >
      <TextField label={t.note} value={note} onChange={setNote} maxLength={NOTE_LIMIT} autoFocus />
      <p className="dialog-hint">{t.noteHint}</p>
      <p role="status">{since > 0 && t.cameSince(since)}</p>
    </FormDialog>
  );
}
