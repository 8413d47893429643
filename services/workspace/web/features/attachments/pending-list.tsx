import { Progress } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { formatSize } from './format-size.ts';
import type { PendingFile } from './pending-files.ts';
import { words } from './words.ts';
import './attachments.css';

export interface PendingListProps {
  readonly files: readonly PendingFile[];
  readonly onRemove: (key: string) => void;
  readonly onRetry: (key: string) => void;
}

/** The files of a message that is being written: how far each is, and what is wrong with it. */
export default function PendingList({ files, onRemove, onRetry }: PendingListProps) {
  const t = useWords(words);
  const done = files.filter(({ state }) => state === 'done').length;
  return (
    <>
      {files.length > 0 && (
        <ul className="pending-files" aria-label={t.attached}>
          {files.map((file) => (
            <Pending key={file.key} file={file} onRemove={onRemove} onRetry={onRetry} />
          ))}
        </ul>
      )}
      <p className="hidden" role="status">
        {done > 0 ? t.ready(done) : ''}
      </p>
    </>
  );
}

function Pending({ file, onRemove, onRetry }: { readonly file: PendingFile } & Omit<PendingListProps, 'files'>) {
  const t = useWords(words);
  const { key, name, state, attachment, sizeBytes, receivedBytes, problem, canRetry } = file;
  const image = file.previewUrl ?? (attachment?.mimeType.startsWith('image/') ? attachment.uri : undefined);
  const isUnderWay = state === 'waiting' || state === 'sending';
  return (
    <li className={`pending-file is-${state}`}>
      {image === undefined || state === 'failed' ? (
        <span className="file-sign">
          <Icon name={state === 'failed' ? 'warning' : 'file'} />
        </span>
      ) : (
        <img src={image} alt="" />
      )}
      <span className="file-facts">
        <span className="clip">{name}</span>
        {state === 'failed' && (
          <span className="trouble" role="alert">
            {problem}
          </span>
        )}
        {state === 'sending' && <Progress label={t.uploading(name)} value={(receivedBytes / sizeBytes) * 100} />}
        {state === 'waiting' && <span className="quiet">{t.waiting}</span>}
        {state === 'done' && <span className="quiet">{formatSize(sizeBytes)}</span>}
      </span>
      {canRetry && state === 'failed' && (
        <button type="button" className="file-button" aria-label={t.retry(name)} onClick={() => onRetry(key)}>
          <Icon name="restore" size={14} />
        </button>
      )}
      <button
        type="button"
        className="file-button"
        aria-label={isUnderWay ? t.cancel(name) : t.remove(name)}
        onClick={() => onRemove(key)}
      >
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}
