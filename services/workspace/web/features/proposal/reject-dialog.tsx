import { useState } from 'react';
import { notifyProblem } from '../../data/problem.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { notify } from '../../design/notices.tsx';
import { TextField } from '../../design/text-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { rejectPatch } from './decide.ts';
import { words } from './words.ts';

const REASON_LIMIT = 2_000;

export interface RejectDialogProps {
  readonly patchId: string;
  readonly onClose: () => void;
}

export default function RejectDialog({ patchId, onClose }: RejectDialogProps) {
  const t = useWords(words);
  const [reason, setReason] = useState('');
  const reject = async () => {
    try {
      await rejectPatch(patchId, reason.trim());
      notify({ tone: 'done', text: t.rejectedNotice });
      onClose();
    } catch (error) {
      notifyProblem(error);
    }
  };
  return (
    <Dialog title={t.rejectTitle} isOpen onClose={onClose}>
      <TextField
        label={t.rejectWhy}
        placeholder={t.rejectPlaceholder}
        value={reason}
        onChange={setReason}
        rows={3}
        maxLength={REASON_LIMIT}
        autoFocus
      />
      <div className="dialog-actions">
        <Button look="quiet" onPress={onClose}>
          {t.keep}
        </Button>
        <Button look="danger" onPress={() => void reject()}>
          {t.rejectNow}
        </Button>
      </div>
    </Dialog>
  );
}
