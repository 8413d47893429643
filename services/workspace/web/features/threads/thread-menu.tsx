import { type Chat, ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { Suspense, useState } from 'react';
import { notifyProblem } from '../../data/problem.ts';
import { IconButton } from '../../design/button.tsx';
import { Menu, type MenuEntry } from '../../design/menu.tsx';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import { deleteThread, renameThread, shareThread } from './thread-actions.ts';
import { words } from './words.ts';

const NameDialog = lazyPart(() => import('../../design/name-dialog.tsx'));

export interface ThreadMenuProps {
  readonly chat: Chat;
  /** Others may only take it along. */
  readonly isMine: boolean;
  readonly onDeleted: () => Promise<void>;
}

/** What a person may do with a chat. */
export function ThreadMenu({ chat: { id, title, visibility }, isMine, onDeleted }: ThreadMenuProps) {
  const t = useWords(words);
  const [isNaming, setNaming] = useState(false);
  const isShared = visibility === ChatVisibility.TEAM;
  const remove = () => deleteThread(id, title, onDeleted);
  const exportAll = async () => (await import('./export-thread.ts')).exportThread(id, title);
  const forAll: MenuEntry = {
    id: 'export',
    icon: 'download',
    label: t.exportAll,
    onAction: () => void exportAll().catch(notifyProblem),
  };
  const forOwner: readonly MenuEntry[] = [
    { id: 'rename', icon: 'chat', label: t.rename, onAction: () => setNaming(true) },
    {
      id: 'share',
      icon: 'person',
      label: isShared ? t.makePrivate : t.share,
      onAction: () => void shareThread(id, !isShared),
    },
    forAll,
    'separator',
    { id: 'delete', icon: 'close', label: t.remove, onAction: () => void remove() },
  ];
  return (
    <>
      <Menu
        trigger={<IconButton icon="more" label={t.actions} />}
        label={t.actions}
        entries={isMine ? forOwner : [forAll]}
      />
      <Suspense>
        {isNaming && (
          <NameDialog
            title={t.rename}
            name={title}
            onClose={() => setNaming(false)}
            onRename={(name) => void renameThread(id, name)}
          />
        )}
      </Suspense>
    </>
  );
}
