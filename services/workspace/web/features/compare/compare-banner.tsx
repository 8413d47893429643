import { Button } from '../../design/button.tsx';
import { Banner } from '../../design/display.tsx';
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
