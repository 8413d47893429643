import { type Difference, VersionService } from '@ameide/contracts/graph/v1/version_service';
import { useQuery } from '@connectrpc/connect-query';
import { useMemo, useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { Checkbox } from '../../design/checkbox.tsx';
import { Choice } from '../../design/choice.tsx';
import { Chip, EmptyState, Skeleton } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { movedOnes } from './comparison-ghosts.ts';
import { createDifferenceDescriber } from './describe-difference.ts';
import { DifferenceLine } from './difference-line.tsx';
import { TextDifference } from './text-difference.tsx';
import type { Comparison } from './use-comparison.ts';
import { VersionPicker } from './version-picker.tsx';
import { words } from './words.ts';
import './compare.css';

export interface ComparePanelProps {
  readonly comparison: Comparison;
  readonly newest: number;
  readonly elements: Elements;
  readonly onCompare: (base: number, target: number) => void;
  /** Brings an element into view, also one that is gone. */
  readonly onShow: (elementId: string) => void;
}

/** Two versions side by side in words: what is otherwise, and since when. The canvas shows the same in colours. */
export default function ComparePanel({ comparison, newest, elements, onCompare, onShow }: ComparePanelProps) {
  const t = useWords(words);
  const [view, setView] = useState<'changes' | 'text'>('changes');
  const { ref, base, target } = comparison;
  const { data } = useQuery(VersionService.method.listBaselines, { ref, pageSize: 100 });
  const pickers = { newest, baselines: data?.baselines ?? [] };
  return (
    <div className="compare">
      <div className="compare-versions">
        <VersionPicker {...pickers} label={t.from} chosen={base} onChoose={(version) => onCompare(version, target)} />
        <IconButton icon="swap" label={t.swap} onPress={() => onCompare(target, base)} />
        <VersionPicker {...pickers} label={t.to} chosen={target} onChoose={(version) => onCompare(base, version)} />
      </div>
      <Choice
        label={t.views}
        value={view}
        onChange={setView}
        options={[
          { value: 'changes', label: t.changes },
          { value: 'text', label: t.text },
        ]}
      />
      {view === 'text' ? (
        <TextDifference comparison={comparison} />
      ) : (
        <Differences comparison={comparison} elements={elements} onShow={onShow} />
      )}
    </div>
  );
}

function Differences({ comparison, elements, onShow }: Pick<ComparePanelProps, 'comparison' | 'elements' | 'onShow'>) {
  const t = useWords(words);
  const { differences, isPending, problem, totals, withLayout, setWithLayout, documentDiffers, showMore } = comparison;
  const { language } = usePreferences();
  const describer = useMemo(
    () => createDifferenceDescriber(elements, differences, language),
    [elements, differences, language],
  );
  if (problem) return <EmptyState icon="warning" title={problem.text} />;
  if (isPending || totals === undefined) return <Skeleton lines={6} />;
  const { added, changed, removed, drawn } = totals;
  const all = added + changed + removed;
  const said = differences.filter(({ change }) => change.case !== 'layout');
  const moved = movedOnes(differences);
  return (
    <>
      <div className="compare-totals" role="status">
        <Chip tone="add">+ {t.added(added)}</Chip>
        <Chip tone="change">~ {t.changed(changed)}</Chip>
        <Chip tone="remove">− {t.removed(removed)}</Chip>
      </div>
      {moved.length > 0 && (
        <Checkbox isSelected={withLayout} onChange={setWithLayout}>
          {t.layout}
        </Checkbox>
      )}
      {all === 0 && (
        <EmptyState icon="check" title={t.same}>
          {drawn > 0 ? t.onlyDrawn : documentDiffers ? t.sameButText : t.sameToTheByte}
        </EmptyState>
      )}
      <DifferenceList title={t.says} differences={said} describer={describer} onShow={onShow} />
      {withLayout && <DifferenceList title={t.drawing} differences={moved} describer={describer} onShow={onShow} />}
      {showMore && <Button onPress={showMore}>{t.more(differences.length, all + drawn)}</Button>}
    </>
  );
}

const LINES_AT_A_TIME = 100;

function DifferenceList(props: {
  readonly title: string;
  readonly differences: readonly Difference[];
  readonly describer: ReturnType<typeof createDifferenceDescriber>;
  readonly onShow: (elementId: string) => void;
}) {
  const { title, differences, describer, onShow } = props;
  const t = useWords(words);
  const [most, setMost] = useState(LINES_AT_A_TIME);
  if (differences.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {differences.slice(0, most).map((each) => (
          <DifferenceLine
            key={`${each.change.value?.mutation.case}-${each.elementId}`}
            difference={each}
            describer={describer}
            onShow={onShow}
          />
        ))}
      </ul>
      {most < differences.length && (
        <Button onPress={() => setMost(most + LINES_AT_A_TIME)}>{t.more(most, differences.length)}</Button>
      )}
    </section>
  );
}
