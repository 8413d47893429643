import { useEffect, useState } from 'react';
import { useMe } from '../../data/people.ts';
import { Button } from '../../design/button.tsx';
import { EmptyState } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { Page } from '../../routes/page.tsx';
import { countUnsent } from '../drafts/outbox.ts';
import { words } from './words.ts';

export interface OfflineModelProps {
  /** The branch. */
  readonly modelRef: string;
  readonly onRetry: () => void;
}

/** The page of a model that was opened without a connection: what this device has of it, and what cannot be shown. */
export default function OfflineModel({ modelRef, onRetry }: OfflineModelProps) {
  const t = useWords(words);
  const { id } = useMe();
  const [unsent, setUnsent] = useState(0);
  useEffect(() => void countUnsent(id, modelRef).then(setUnsent), [id, modelRef]);
  return (
    <Page
      title={t.model}
      trail={[{ label: t.home, to: '/' }]}
      status={
        <span className="page-status" role="status">
          {unsent > 0 ? `${t.offline}, ${t.onDevice(unsent)}` : t.offline}
        </span>
      }
    >
      <EmptyState icon="offline" title={t.title} action={<Button onPress={onRetry}>{t.again}</Button>}>
        {t.text}
        {unsent > 0 && ` ${t.kept(unsent)}`}
      </EmptyState>
    </Page>
  );
}
