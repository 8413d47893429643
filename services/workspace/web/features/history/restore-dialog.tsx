import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { AmeideError } from '@ameide/sdk';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { versions } from '../../data/connection.ts';
import { describeProblem, notifyProblem } from '../../data/problem.ts';
import { modelRef } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Skeleton } from '../../design/display.tsx';
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

/** Lines of the preview that are shown. */
const MOST_LINES = 12;

/** Makes an old version the newest: a version more, nothing less. Says before what changes. */
export default function RestoreDialog({ artifactId, version, newest, onClose, onRestored }: RestoreDialogProps) {
  const t = useWords(words);
  const [isBusy, setBusy] = useState(false);
  const ref = `${modelRef(artifactId)}@${version}`;
  const { data, error } = useQuery(
    VersionService.method.restoreVersion,
    { ref, dryRun: true, expectedVersion: newest },
    { retry: false },
  );
  const problem: unknown = error;
  const isSame = problem instanceof AmeideError && problem.reason === 'version_current';
  const restore = async () => {
    setBusy(true);
    try {
      await versions.restoreVersion({
        ref,
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
  const lines = data?.preview?.summary ?? [];
  return (
    <Dialog title={t.restoreTitle(version)} isOpen onClose={onClose} size="medium">
      {isSame ? <p>{t.restoreSame(version)}</p> : <p>{t.restoreText(version, newest + 1)}</p>}
      {error && !isSame && <p role="alert">{describeProblem(error).text}</p>}
      {!error && data === undefined && <Skeleton lines={3} />}
      {lines.length > 0 && (
        <div className="version restore-preview">
          <strong>{t.whatChanges}</strong>
          <ul className="change-lines">
            {lines.slice(0, MOST_LINES).map((line) => (
              <li key={line} className={line.startsWith('+') ? 'add' : line.startsWith('-') ? 'remove' : 'change'}>
                {line}
              </li>
            ))}
          </ul>
          {lines.length > MOST_LINES && <p>{t.andMore(lines.length - MOST_LINES)}</p>}
        </div>
      )}
      {data && lines.length === 0 && <p>{t.onlyText}</p>}
      <div className="dialog-actions">
        <Button look="quiet" onPress={onClose}>
          {t.cancel}
        </Button>
        {!isSame && (
          <Button look="primary" isDisabled={isBusy || data === undefined} onPress={() => void restore()}>
            {t.restoreNow(version)}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
