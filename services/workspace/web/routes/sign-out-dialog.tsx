import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';

const words = defineWords({
  en: {
    title: 'Sign out and lose edits?',
    text: (count: number) =>
      count === 1
        ? '1 edit is only on this device. It is lost when you sign out before it is sent.'
        : `${count} edits are only on this device. They are lost when you sign out before they are sent.`,
    stay: 'Stay signed in',
    out: 'Sign out',
  },
  de: {
    title: 'Abmelden und Änderungen verlieren?',
    text: (count: number) =>
      count === 1
        ? '1 Änderung ist nur auf diesem Gerät. Sie geht verloren, wenn du dich abmeldest, bevor sie gesendet ist.'
        : `${count} Änderungen sind nur auf diesem Gerät. Sie gehen verloren, wenn du dich abmeldest, bevor sie gesendet sind.`,
    stay: 'Angemeldet bleiben',
    out: 'Abmelden',
  },
});

export interface SignOutDialogProps {
  /** Edits that only this device has. */
  readonly count: number;
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

/** Says what is lost with the session. */
export default function SignOutDialog({ count, onClose, onSignOut }: SignOutDialogProps) {
  const t = useWords(words);
  return (
    <Dialog title={t.title} isOpen onClose={onClose}>
      <p>{t.text(count)}</p>
      <div className="dialog-actions">
        <Button look="quiet" onPress={onClose}>
          {t.stay}
        </Button>
        <Button look="danger" onPress={onSignOut}>
          {t.out}
        </Button>
      </div>
    </Dialog>
  );
}
