import type { Baseline } from '@ameide/contracts/graph/v1/version_service';
import { Button } from '../../design/button.tsx';
import { Menu } from '../../design/menu.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

export interface VersionPickerProps {
  readonly label: string;
  readonly chosen: number;
  readonly newest: number;
  readonly baselines: readonly Baseline[];
  readonly onChoose: (version: number) => void;
}

/** Besides the named ones, the last versions; the history leads to every other one. */
const LAST_VERSIONS = 30;

export function VersionPicker({ label, chosen, newest, baselines, onChoose }: VersionPickerProps) {
  const t = useWords(words);
  const nameOf = (version: number) => {
    const baseline = baselines.find((each) => each.version === version);
    return baseline ? t.named(baseline.name, version) : t.version(version);
  };
  const last = Array.from({ length: Math.min(newest, LAST_VERSIONS) }, (_, back) => newest - back);
  const entry = (id: string, text: string, version: number) => ({
    ...{ id, label: text, isChosen: version === chosen },
    onAction: () => onChoose(version),
  });
  return (
    <Menu
      label={label}
      trigger={
        <Button iconAfter="down" aria-label={`${label}: ${nameOf(chosen)}`}>
          {nameOf(chosen)}
        </Button>
      }
      entries={[
        ...baselines.map(({ id, name, version }) => entry(id, t.named(name, version), version)),
        ...(baselines.length > 0 ? (['separator'] as const) : []),
        ...last.map((version) => entry(String(version), t.version(version), version)),
      ]}
    />
  );
}
