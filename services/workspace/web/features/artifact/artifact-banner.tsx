import { Suspense } from 'react';
import type { Problem } from '../../data/problem.ts';
import { Button } from '../../design/button.tsx';
import { Banner } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import type { useComparison } from '../compare/use-comparison.ts';
import type { Drafts } from '../drafts/use-drafts.ts';
import { words } from './words.ts';

const loadBanners = () => import('../compare/compare-banner.tsx');
const CompareBanner = lazyPart(() => loadBanners().then((found) => ({ default: found.CompareBanner })));
const OldVersionBanner = lazyPart(() => loadBanners().then((found) => ({ default: found.OldVersionBanner })));
const ClashBanner = lazyPart(() =>
  import('../drafts/clash-banner.tsx').then((found) => ({ default: found.ClashBanner })),
);

interface ArtifactBannerProps {
  /** Why the model is not followed. */
  readonly problem: Problem | undefined;
  readonly comparison: ReturnType<typeof useComparison>;
  /** The old version that is looked at. */
  readonly version: number | undefined;
  /** There is no such version, and the page itself says so. */
  readonly isMissing: boolean;
  readonly drafts: Drafts;
  onCompare(version: number): void;
  /** Back to the newest version. */
  onLeave(): void;
}

/** The one thing that has to be known about what the canvas shows. */
export function ArtifactBanner(props: ArtifactBannerProps) {
  const { problem, comparison, version, isMissing, drafts, onCompare, onLeave } = props;
  const t = useWords(words);
  if (problem)
    return (
      <Banner tone="remove" icon="warning" action={<Button onPress={() => location.reload()}>{t.reload}</Button>}>
        {problem.text}
      </Banner>
    );
  return (
    <Suspense>
      {comparison ? (
        <CompareBanner comparison={comparison} onStop={onLeave} />
      ) : isMissing ? null : version !== undefined ? (
        <OldVersionBanner version={version} onCompare={onCompare} onLeave={onLeave} />
      ) : (
        <ClashBanner drafts={drafts} />
      )}
    </Suspense>
  );
}
