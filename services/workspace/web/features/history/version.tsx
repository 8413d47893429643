import type { Commit } from '@ameide/contracts/graph/v1/patch';
import type { Baseline } from '@ameide/contracts/graph/v1/version_service';
import { Button, IconButton } from '../../design/button.tsx';
import { Chip } from '../../design/display.tsx';
import { Menu } from '../../design/menu.tsx';
import { useWords } from '../../design/use-words.ts';
import { HistoryRow } from './history-row.tsx';
import { words } from './words.ts';

export interface VersionProps {
  readonly commit: Commit;
  readonly baselines: readonly Baseline[];
  readonly isNewest: boolean;
  readonly isShown: boolean;
  readonly onLook: () => void;
  readonly onCompare: (base: number) => void;
  readonly newest: number;
  readonly onName: () => void;
  readonly onRestore: () => void;
  readonly onTakeBack: () => void;
  readonly onOpenChat: (runId: string) => void;
}

/** One version: who made it, why, from which chat, and what can be done with it. */
export function Version(props: VersionProps) {
  const { commit, baselines, isNewest, isShown, newest, onLook, onCompare, onTakeBack, onOpenChat } = props;
  const t = useWords(words);
  const { version, authorId, summary, runId, patchId, committedAt, revertedVersion } = commit;
  // Where nobody has said why, the service has, in English.
  const comment =
    commit.comment === `Take back version ${revertedVersion}` ? t.tookBack(revertedVersion) : commit.comment;
  return (
    <HistoryRow
      at={committedAt}
      userId={authorId}
      isShown={isShown}
      head={
        <>
          <strong className="tabular">{t.version(version)}</strong>
          {isNewest && <Chip>{t.newest}</Chip>}
          {isShown && !isNewest && <Chip tone="accent">{t.looking}</Chip>}
          {baselines.map(({ id, name }) => (
            <Chip key={id} tone="accent">
              {name}
            </Chip>
          ))}
        </>
      }
      actions={
        <>
          {runId !== '' && <IconButton icon="chat" label={t.fromChat} onPress={() => onOpenChat(runId)} />}
          {!isShown && (
            <Button look="quiet" onPress={onLook}>
              {t.look}
            </Button>
          )}
          {isNewest && version > 1 && (
            <Button look="quiet" onPress={onTakeBack}>
              {t.takeBack}
            </Button>
          )}
          {version > 1 && (
            <Button
              look="quiet"
              aria-label={t.compareWith(version, version - 1)}
              onPress={() => onCompare(version - 1)}
            >
              {t.compare}
            </Button>
          )}
          <Menu
            label={t.more(version)}
            trigger={<IconButton icon="more" label={t.more(version)} />}
            entries={[
              { id: 'name', icon: 'bookmark', label: t.nameIt, onAction: props.onName },
              ...(isNewest
                ? []
                : [
                    {
                      ...{ id: 'compare', icon: 'compare' as const, label: t.compareWithNewest },
                      onAction: () => onCompare(newest),
                    },
                    { id: 'restore', icon: 'restore' as const, label: t.restore, onAction: props.onRestore },
                  ]),
            ]}
          />
        </>
      }
    >
      <p>{comment || (patchId === '' ? t.created : summary[0])}</p>
      {summary.length > 0 && version > 1 && (
        <details>
          <summary>{t.changes}</summary>
          <ul className="change-lines">
            {summary.map((line) => (
              <li key={line} className={line.startsWith('+') ? 'add' : line.startsWith('-') ? 'remove' : 'change'}>
                {line}
              </li>
            ))}
          </ul>
        </details>
      )}
    </HistoryRow>
  );
}
