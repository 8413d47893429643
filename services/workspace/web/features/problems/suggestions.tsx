import { ModelEditorService, type Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import { useQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { keep, kept } from '../../data/keep.ts';
import { Button } from '../../design/button.tsx';
import { Chip } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { suggestionTitle } from './describe-offer.ts';
import type { NameOf } from './element-names.ts';
import { OfferPreview } from './offer-preview.tsx';
import { suggestionReason } from './reason-words.ts';
import { ADVICE, lookedAt, type Seen } from './use-advice.ts';
import type { usePreview } from './use-preview.ts';
import { words } from './words.ts';

const SURE = 0.7;
const LIKELY = 0.45;
/** So many dismissed ones are remembered. */
const REMEMBERED = 500;

export interface SuggestionsProps {
  readonly seen: Seen;
  readonly elements: Elements;
  readonly nameOf: NameOf;
  readonly offers: ReturnType<typeof usePreview>;
  readonly onPreview: (suggestion: Suggestion) => void;
  readonly onAccept: (suggestion: Suggestion) => Promise<void>;
  readonly onShow: (elementIds: readonly string[]) => void;
}

/** What would make the model better; one that was dismissed does not come again in this browser. */
export function Suggestions({ seen, elements, nameOf, offers, onPreview, onAccept, onShow }: SuggestionsProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const slot = `dismissed.${seen.modelRef}`;
  const [dismissed, setDismissed] = useState<readonly string[]>(() => kept(slot) ?? []);
  const { data } = useQuery(
    ModelEditorService.method.getAISuggestions,
    { ...lookedAt(seen), language, maxSuggestions: 100 },
    { enabled: seen.version > 0, ...ADVICE, placeholderData: keepPreviousData },
  );
  const shown = (data?.suggestions ?? []).filter(({ id }) => !dismissed.includes(id));
  if (shown.length === 0) return null;
  const dismiss = ({ id }: Suggestion) => {
    const next = [...dismissed, id].slice(-REMEMBERED);
    keep(slot, next);
    setDismissed(next);
    if (offers.preview?.key === id) offers.close();
  };
  return (
    <section aria-label={t.suggestionList}>
      <h2 className="problems-heading">{t.suggestions(shown.length)}</h2>
      <ul>
        {shown.map((suggestion) => {
          const { id, confidence, elementIds } = suggestion;
          const isPreviewed = offers.preview?.key === id;
          return (
            <li key={id} className="finding-row">
              <button type="button" className="finding-main" onClick={() => onShow(elementIds)}>
                <span className="finding-text">
                  <strong>{suggestionTitle(suggestion, elements, nameOf, language)}</strong>
                  <span className="quiet small">{suggestionReason(suggestion, nameOf, language)}</span>
                </span>
                <Chip>{confidence >= SURE ? t.sure : confidence >= LIKELY ? t.likely : t.guess}</Chip>
              </button>
              {isPreviewed && offers.preview ? (
                <OfferPreview
                  elements={elements}
                  preview={offers.preview}
                  onAccept={() => onAccept(suggestion)}
                  onClose={offers.close}
                />
              ) : (
                <div className="offer-buttons">
                  <Button onPress={() => void onAccept(suggestion)}>{t.accept}</Button>
                  <Button look="quiet" onPress={() => onPreview(suggestion)}>
                    {t.preview}
                  </Button>
                  <Button look="quiet" onPress={() => dismiss(suggestion)}>
                    {t.dismiss}
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
