import { Button } from '../../design/button.tsx';
import { Banner, EmptyState } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import type { Comparison } from './use-comparison.ts';
import { words } from './words.ts';

export function CompareBanner({
  comparison: { base, target },
  onStop,
}: {
  readonly comparison: Comparison;
  readonly onStop: () => void;
}) {
  const t = useWords(words);
  return (
    <Banner tone="info" icon="compare" action={<Button onPress={onStop}>{t.stop}</Button>}>
      {t.comparing(base, target)}
    </Banner>
  );
}

/** Says that what is on the canvas is not the model as it is now. */
export function OldVersionBanner(props: {
  readonly version: number;
  /** Compares it with the newest. */
  readonly onCompare: (version: number) => void;
  readonly onLeave: () => void;
}) {
  const { version, onCompare, onLeave } = props;
  const t = useWords(words);
  const actions = (
    <>
      <Button onPress={() => onCompare(version)}>{t.compareWithNewest}</Button>
      <Button onPress={onLeave}>{t.backToNow}</Button>
    </>
  );
  return (
    <Banner tone="info" icon="eye" action={actions}>
      {t.old(version)}
    </Banner>
  );
}

/** Stands in place of the canvas when an address names a version that has not been made. */
export function MissingVersion(props: {
  readonly version: number;
  readonly newest: number;
  readonly onLeave: () => void;
}) {
  const { version, newest, onLeave } = props;
  const t = useWords(words);
  return (
    <EmptyState icon="history" title={t.noVersion(version)} action={<Button onPress={onLeave}>{t.backToNow}</Button>}>
      {t.newestIs(newest)}
    </EmptyState>
  );
}
