import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { Button } from '../../design/button.tsx';
import { Spinner } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { createChangeDescriber, elementOf } from '../proposal/describe-change.ts';
import type { Preview } from './use-preview.ts';
import { words } from './words.ts';

const signs = { add: '+', change: '~', remove: '−' } as const;

export interface OfferPreviewProps {
  /** With the version that the preview is of. */
  readonly modelRef: string;
  readonly preview: Preview;
  readonly onAccept: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** What an offer would do, line by line; the canvas has its ghosts. */
export function OfferPreview({ modelRef, preview: { does }, onAccept, onClose }: OfferPreviewProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const [isBusy, setBusy] = useState(false);
  const { data: base } = useQuery(
    ModelService.method.getModel,
    { ref: modelRef },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  if (does === undefined || base === undefined) return <Spinner label={t.preparing} />;
  const change = does?.change;
  const describer = createChangeDescriber(base.graph, change, language);
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
