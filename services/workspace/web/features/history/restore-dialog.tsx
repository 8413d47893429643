import { useState } from 'react';
import { exportDocument, models } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { modelRef } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { notify } from '../../design/notices.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

export interface RestoreDialogProps {
  readonly artifactId: string;
  readonly version: number;
  readonly newest: number;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

/** Makes an old version the newest: a version more, nothing less. */
export default function RestoreDialog({ artifactId, version, newest, onClose, onRestored }: RestoreDialogProps) {
  const t = useWords(words);
  const [isBusy, setBusy] = useState(false);
  const restore = async () => {
    setBusy(true);
    try {
      const { document } = await exportDocument(`${modelRef(artifactId)}@${version}`);
      await models.importModel({
        artifactId,
        document,
        expectedVersion: newest,
        comment: t.restoreComment(version),
        correlationId: crypto.randomUUID(),
      });
      notify({ tone: 'done', text: t.restored(version) });
      onRestored();
      onClose();
    } catch (error) {
      notifyProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.restoreTitle(version)} isOpen onClose={onClose}>
      <p>{t.restoreText(version, newest + 1)}</p>
      <div className="dialog-actions">
        <Button look="quiet" onPress={onClose}>
          {t.cancel}
        </Button>
        <Button look="primary" isDisabled={isBusy} onPress={() => void restore()}>
          {t.restoreNow(version)}
        </Button>
      </div>
    </Dialog>
  );
}
