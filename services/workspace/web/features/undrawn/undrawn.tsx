import { ModelEditorService, type Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { describeProblem } from '../../data/problem.ts';
import { Button } from '../../design/button.tsx';
import { EmptyState, Spinner } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { carryOutSuggestion } from '../problems/carry-out.ts';
import { ADVICE, lookedAt, type Seen } from '../problems/use-advice.ts';
import { SheetPicture } from './sheet-picture.tsx';
import { sheetsOf } from './sheets.ts';
import { words } from './words.ts';
import './undrawn.css';

export interface UndrawnProps {
  /** The saved version that is laid out. */
  readonly seen: Seen;
  readonly elements: Elements;
  readonly canEdit: boolean;
  readonly onOutline: () => void;
}

/** What stands in place of the canvas where a model has no drawing: a layout to create, to look at and to accept. */
export function Undrawn({ seen, elements, canEdit, onOutline }: UndrawnProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const [isAsked, setAsked] = useState(false);
  const { data, error } = useQuery(
    ModelEditorService.method.getAISuggestions,
    { ...lookedAt(seen), language, maxSuggestions: 1 },
    { enabled: isAsked && canEdit && seen.version > 0, ...ADVICE },
  );
  const layout = data?.suggestions.find(({ code }) => code === 'create_layout');
  if (isAsked && layout) return <LayoutOffer {...{ seen, elements, layout }} onClose={() => setAsked(false)} />;
  const isWaiting = isAsked && data === undefined && !error;
  const hint = error ? describeProblem(error).text : data && isAsked ? t.none : canEdit ? t.hint : t.readHint;
  const canAsk = canEdit && (data === undefined || layout !== undefined);
  return (
    <EmptyState
      icon="model"
      title={t.undrawn}
      action={
        isWaiting ? (
          <Spinner label={t.preparing} />
        ) : (
          <div className="undrawn-buttons">
            {canAsk && (
              <Button look="primary" onPress={() => setAsked(true)}>
                {t.create}
              </Button>
            )}
            <Button onPress={onOutline}>{t.showOutline}</Button>
          </div>
        )
      }
    >
      {hint}
    </EmptyState>
  );
}

interface LayoutOfferProps extends Pick<UndrawnProps, 'elements' | 'seen'> {
  readonly layout: Suggestion;
  readonly onClose: () => void;
}

function LayoutOffer({ seen, elements, layout, onClose }: LayoutOfferProps) {
  const t = useWords(words);
  const [isBusy, setBusy] = useState(false);
  const sheets = sheetsOf(layout, elements);
  const count = (of: 'lines' | 'shapes') => sheets.reduce((sum, sheet) => sum + sheet[of].length, 0);
  const accept = async () => {
    setBusy(true);
    await carryOutSuggestion(seen, layout);
    setBusy(false);
  };
  return (
    <section className="layout-offer" aria-label={t.preview}>
      <header>
        <h2>{t.preview}</h2>
        <p className="quiet small">
          {t.drawn(count('shapes'), count('lines'))}. {t.previewHint}
        </p>
        <div className="undrawn-buttons">
          <Button look="primary" isDisabled={isBusy} onPress={() => void accept()}>
            {t.accept}
          </Button>
          <Button look="quiet" onPress={onClose}>
            {t.close}
          </Button>
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so that the keyboard has to reach it. */}
      <section className="layout-sheets" tabIndex={0} aria-label={t.drawn(count('shapes'), count('lines'))}>
        {sheets.map((sheet) => {
          const title = sheet.id === '' ? t.main : t.inside(elements.get(sheet.id)?.name || sheet.id);
          return (
            <figure key={sheet.id}>
              {sheets.length > 1 && <figcaption>{title}</figcaption>}
              <SheetPicture sheet={sheet} title={title} />
            </figure>
          );
        })}
      </section>
    </section>
  );
}
