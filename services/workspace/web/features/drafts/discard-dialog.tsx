import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

export interface DiscardDialogProps {
  /** Changes that go. */
  readonly count: number;
  readonly onClose: () => void;
  readonly onDiscard: () => void;
}

/** Says what goes with a draft. */
export default function DiscardDialog({ count, onClose, onDiscard }: DiscardDialogProps) {
  const t = useWords(words);
  return (
    <Dialog title={t.discardTitle} isOpen onClose={onClose}>
      <p>{t.discardText(count)}</p>
      <div className="dialog-actions">
        <Button look="quiet" onPress={onClose}>
          {t.cancel}
        </Button>
        <Button
          look="danger"
          onPress={() => {
            onDiscard();
            onClose();
          }}
        >
          {t.discardNow(count)}
        </Button>
      </div>
    </Dialog>
  );
}
