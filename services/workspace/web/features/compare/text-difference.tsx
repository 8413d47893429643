import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { describeProblem } from '../../data/problem.ts';
import { Button } from '../../design/button.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import type { Comparison } from './use-comparison.ts';
import { words } from './words.ts';

const LINES_AT_A_TIME = 500;
/** The names of the files, which say nothing here. */
const HEAD_LINES = 4;

/** The difference of the documents, line by line. */
export function TextDifference({ comparison: { ref, base, target } }: { readonly comparison: Comparison }) {
  const t = useWords(words);
  const [most, setMost] = useState(LINES_AT_A_TIME);
  const { data, error } = useQuery(
    VersionService.method.diff,
    { baseRef: `${ref}@${base}`, targetRef: `${ref}@${target}`, document: true, pageSize: 1 },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  if (error) return <EmptyState icon="warning" title={describeProblem(error).text} />;
  if (data === undefined) return <Skeleton lines={8} />;
  if (!data.documentDiffers) return <EmptyState icon="check" title={t.sameText} />;
  if (data.documentDiff === '') return <EmptyState icon="warning" title={t.tooDifferent} />;
  const lines = data.documentDiff.split('\n').slice(HEAD_LINES, -1);
  const more = Math.min(lines.length - most, LINES_AT_A_TIME);
  return (
    <div className="text-difference">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section className="text-lines" aria-label={t.document} tabIndex={0}>
        {lines.slice(0, most).map((line, at) => (
          <code key={at} className={classOf(line)}>
            {line}
          </code>
        ))}
      </section>
      {more > 0 && <Button onPress={() => setMost(most + LINES_AT_A_TIME)}>{t.moreLines(more)}</Button>}
      {data.documentDiffCut && more <= 0 && <p className="quiet small">{t.cut}</p>}
    </div>
  );
}

function classOf(line: string): string {
  if (line.startsWith('+')) return 'add';
  if (line.startsWith('-')) return 'remove';
  return line.startsWith('@@') ? 'place' : '';
}
