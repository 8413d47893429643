import { useState } from 'react';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { TextField } from '../../design/text-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

const NOTE_LIMIT = 2_000;

export interface SaveDialogProps {
  /** To begin with. */
  readonly note: string;
  readonly onClose: () => void;
  readonly onSave: (note: string) => void;
}

/** Asks what a version is for. */
export default function SaveDialog({ note: begun, onClose, onSave }: SaveDialogProps) {
  const t = useWords(words);
  const [note, setNote] = useState(begun);
  return (
    <Dialog title={t.saveTitle} isOpen onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(note.trim());
          onClose();
        }}
      >
        <TextField label={t.note} value={note} onChange={setNote} maxLength={NOTE_LIMIT} autoFocus />
        <p className="dialog-hint">{t.noteHint}</p>
        <div className="dialog-actions">
          <Button look="quiet" onPress={onClose}>
            {t.cancel}
          </Button>
          <Button look="primary" type="submit">
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
