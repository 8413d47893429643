import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export interface FormDialogProps {
  readonly title: string;
  readonly className?: string;
  /** What the buttons say. */
  readonly cancel: string;
  readonly submit: string;
  /** Whether what is asked for is there. */
  readonly isComplete?: boolean;
  readonly onClose: () => void;
  /** It stays open until somebody closes it. Not called while something is missing. */
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A window that asks for something; Enter in a line of text submits it. */
export function FormDialog(props: FormDialogProps) {
  const { title, className, cancel, submit, isComplete = true, onClose, onSubmit, children } = props;
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form
        className={className}
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) onSubmit();
        }}
      >
        {children}
        <div className="dialog-actions">
          <Button look="quiet" onPress={onClose}>
            {cancel}
          </Button>
          <Button look="primary" type="submit" isDisabled={!isComplete}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
