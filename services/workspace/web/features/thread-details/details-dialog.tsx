import type { Chat } from '@ameide/contracts/threads/v1/chat';
import { useState } from 'react';
import { attempt } from '../../data/attempt.ts';
import { chatCommands } from '../../data/connection.ts';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextField } from '../../design/text-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { metadataOf, type TextFault, textOf } from './metadata-text.ts';
import { words } from './words.ts';

export interface DetailsDialogProps {
  readonly chat: Chat;
  readonly onClose: () => void;
}

/** Asks the owner what a chat is about. What was written stays until it is stored. */
export default function DetailsDialog({ chat: { id: threadId, metadata }, onClose }: DetailsDialogProps) {
  const t = useWords(words);
  const [text, setText] = useState(() => textOf(metadata ?? { labels: {}, description: '', tags: [] }));
  const [fault, setFault] = useState<TextFault>();
  const change = (to: Partial<typeof text>) => {
    setFault(undefined);
    setText((now) => ({ ...now, ...to }));
  };
  const save = async () => {
    const read = metadataOf(text);
    if ('kind' in read) return setFault(read);
    if (await attempt(() => chatCommands.updateChatMetadata({ threadId, metadata: read }))) onClose();
  };
  return (
    <FormDialog
      title={t.about}
      className="details-form"
      cancel={t.cancel}
      submit={t.save}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <TextField
        label={t.description}
        value={text.description}
        onChange={(description) => change({ description })}
        rows={4}
        maxLength={2000}
        autoFocus
      />
      <TextField label={t.tags} value={text.tags} onChange={(tags) => change({ tags })} placeholder={t.tagsHint} />
      <TextField
        label={t.labels}
        value={text.labels}
        onChange={(labels) => change({ labels })}
        placeholder={t.labelsHint}
        rows={3}
      />
      {fault && (
        <p className="trouble" role="alert">
          {fault.kind === 'tag' ? t.badTag(fault.text) : fault.kind === 'label' ? t.badLabel(fault.text) : t.tooMany}
        </p>
      )}
    </FormDialog>
  );
}
