import { Link } from '@tanstack/react-router';
import { useStore } from '../../data/store.ts';
import { Button } from '../../design/button.tsx';
import { Progress } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { type FileImport, hideImports, imports } from './imports.ts';
import { words } from './words.ts';

export function ImportProgress() {
  const t = useWords(words);
  const files = useStore(imports);
  if (files.length === 0) return null;
  const isOver = ({ state }: FileImport) => state === 'done' || state === 'failed';
  const ended = files.filter(isOver).length;
  const done = files.filter(({ state }) => state === 'done').length;
  return (
    <section className="imports" aria-label={t.importing}>
      <header>
        <h2 role="status">{t.imported(done, files.length)}</h2>
        {ended === files.length && (
          <Button look="quiet" onPress={hideImports}>
            {t.hide}
          </Button>
        )}
      </header>
      <Progress label={t.importing} value={(ended / files.length) * 100} />
      <ul className="rows">
        {files.map((file) => (
          <li key={file.id} className="row">
            <Icon name={file.state === 'failed' ? 'warning' : file.state === 'done' ? 'check' : 'model'} />
            <span className="row-title clip">{file.name}</span>
            {file.state === 'failed' && <span className="trouble clip">{file.problem}</span>}
            {file.state === 'waiting' && <span className="quiet small">{t.waitingFile}</span>}
            {file.state === 'running' && <span className="quiet small">{t.runningFile}</span>}
            {file.state === 'done' && (
              <Link className="link small" to="/artifact/$artifactId" params={{ artifactId: file.artifactId }}>
                {t.doneFile}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
