import { useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { Button } from '../../design/button.tsx';
import { Spinner } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { createChangeDescriber, elementOf, type KnownModel } from '../proposal/describe-change.ts';
import type { Preview } from './use-preview.ts';
import { words } from './words.ts';

const signs = { add: '+', change: '~', remove: '−' } as const;

export interface OfferPreviewProps {
  /** Of the model before. */
  readonly elements: Elements;
  readonly preview: Preview;
  readonly onAccept: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** What an offer would do, line by line; the canvas has its ghosts. */
export function OfferPreview({ elements, preview: { does }, onAccept, onClose }: OfferPreviewProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const [isBusy, setBusy] = useState(false);
  if (does === undefined) return <Spinner label={t.preparing} />;
  const change = does?.change;
  const describer = createChangeDescriber(knownIn(elements), change, language);
  const lines = change?.semantic.flatMap((mutation) => describer.describe(mutation) ?? []) ?? [];
  const told = new Set(change?.semantic.map(elementOf));
  const moved = change?.layout.filter(({ mutation }) => mutation.value && !told.has(mutation.value.id)).length ?? 0;
  const accept = async () => {
    setBusy(true);
    await onAccept();
    setBusy(false);
  };
  return (
    <section className="offer-preview" aria-label={t.wouldDo}>
      {does === null && <p>{t.misfit}</p>}
      {lines.map(({ sign, text, detail }) => (
        <p key={text} className={`change-line ${sign}`}>
          <b aria-hidden="true">{signs[sign]}</b>
          <span>
            {text}
            {detail !== '' && <small>{detail}</small>}
          </span>
        </p>
      ))}
      {moved > 0 && <p className="quiet small">{t.moves(moved)}</p>}
      <footer>
        {does !== null && (
          <Button look="primary" isDisabled={isBusy} onPress={() => void accept()}>
            {t.accept}
          </Button>
        )}
        <Button look="quiet" onPress={onClose}>
          {t.closePreview}
        </Button>
      </footer>
    </section>
  );
}

function knownIn(elements: Elements): KnownModel {
  const all = [...elements].map(([id, element]) => ({ id, ...element }));
  return { nodes: all.filter(({ source }) => source === ''), edges: all.filter(({ source }) => source !== '') };
}
