import type { Finding, Fix, Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Operation } from '@ameide/contracts/graph/v1/operation';
import { useMemo } from 'react';
import type { Elements } from '../../data/elements.ts';
import { describeProblem } from '../../data/problem.ts';
import { Checkbox } from '../../design/checkbox.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import type { CanvasView } from '../../editor/canvas-view.ts';
import type { Step } from '../../editor/gesture.ts';
import { carryOutFix, carryOutSuggestion } from './carry-out.ts';
import { fixTitle, suggestionTitle } from './describe-offer.ts';
import { createElementNames, drawnFor } from './element-names.ts';
import { FindingRow } from './finding-row.tsx';
import { OfferPreview } from './offer-preview.tsx';
import { Suggestions } from './suggestions.tsx';
import type { Advice } from './use-advice.ts';
import { usePreview } from './use-preview.ts';
import { words } from './words.ts';
import './problems.css';

export interface ProblemsProps {
  readonly advice: Advice;
  readonly elements: Elements;
  readonly view: CanvasView | undefined;
  readonly selected: string | undefined;
  /** Whether the person may change the model that is shown. */
  readonly canEdit: boolean;
  /** Prepares a message to the agent. */
  readonly onAsk: (text: string) => void;
  /** Leads to a property of what is selected. */
  readonly onFillIn: (field: string) => void;
  /** Draws what is accepted, while the person draws; a version is made of it otherwise. */
  readonly onDraw?: ((steps: readonly Step[], title: string) => void) | undefined;
}

/** What there is to say about a model, what would mend it, and what would make it better. */
export default function Problems({
  advice,
  elements,
  view,
  selected,
  canEdit,
  onAsk,
  onFillIn,
  onDraw,
}: ProblemsProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const { seen, validation, error, areMarked, showMarks } = advice;
  const offers = usePreview(seen);
  const nameOf = useMemo(() => createElementNames(elements, language), [elements, language]);
  if (error) return <EmptyState icon="warning" title={describeProblem(error).text} />;
  if (validation === undefined) {
    return (
      <div className="problems">
        <Skeleton lines={5} />
      </div>
    );
  }
  const { findings, totalCount, errorCount, warningCount } = validation;
  const keys = keysOf(findings);
  const show = (elementIds: readonly string[]) => {
    drawnFor(elements, elementIds).some((id) => view?.reveal(id, { isCentred: true }));
  };
  const preview = (key: string, operations: readonly Operation[], elementIds: readonly string[]) => {
    show(elementIds);
    void offers.open(key, operations);
  };
  const accept = async (operations: readonly Operation[], title: string, commit: () => Promise<boolean>) => {
    if (onDraw === undefined) {
      if (await commit()) offers.close();
      return;
    }
    onDraw(
      operations.map(({ operation }) => operation),
      title,
    );
    offers.close();
  };
  const acceptFix = (fix: Fix) => {
    const title = fixTitle(fix, nameOf, language);
    return accept(fix.operations, title, () => carryOutFix(seen, title, fix.operations));
  };
  const acceptSuggestion = (suggestion: Suggestion) => {
    const title = suggestionTitle(suggestion, elements, nameOf, language);
    return accept(suggestion.operations, title, () => carryOutSuggestion(seen, suggestion));
  };
  return (
    <div className="problems">
      <div className="problems-head">
        <span role="status">{t.counted(errorCount, warningCount, totalCount - errorCount - warningCount)}</span>
        <span className="spring" />
        <Checkbox isSelected={areMarked} onChange={showMarks}>
          {t.marks}
        </Checkbox>
      </div>
      {totalCount === 0 ? (
        <EmptyState icon="check" title={t.none}>
          {t.noneHint}
        </EmptyState>
      ) : (
        <ul aria-label={t.list}>
          {findings.map((finding, index) => {
            const key = keys[index]!;
            const ids = finding.diagnostic?.elementIds ?? [];
            const chosen = finding.fixes.findIndex((_, at) => offers.preview?.key === `${key} ${at}`);
            const fix = finding.fixes[chosen];
            return (
              <FindingRow
                key={key}
                finding={finding}
                nameOf={nameOf}
                isSelected={selected !== undefined && ids.includes(selected)}
                onShow={() => show(ids)}
                onFillIn={(field) => {
                  show(ids.slice(0, 1));
                  onFillIn(field);
                }}
                onAsk={(text) => {
                  show(ids);
                  onAsk(text);
                }}
                {...(canEdit ? { onFix: (fix: Fix, at: number) => preview(`${key} ${at}`, fix.operations, ids) } : {})}
              >
                {fix && offers.preview && (
                  <OfferPreview
                    elements={elements}
                    preview={offers.preview}
                    onAccept={() => acceptFix(fix)}
                    onClose={offers.close}
                  />
                )}
              </FindingRow>
            );
          })}
        </ul>
      )}
      {totalCount > findings.length && <p className="quiet problems-heading">{t.more(totalCount - findings.length)}</p>}
      {canEdit && (
        <Suggestions
          seen={seen}
          elements={elements}
          nameOf={nameOf}
          offers={offers}
          onAccept={acceptSuggestion}
          onPreview={({ id, operations, elementIds }) => preview(id, operations, elementIds)}
          onShow={show}
        />
      )}
    </div>
  );
}

/** The same finding keeps its row while others come and go. */
function keysOf(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ diagnostic }) => {
    const { code = '', elementIds = [] } = diagnostic ?? {};
    const key = `${code} ${elementIds.join(' ')}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return times === 0 ? key : `${key} ${times}`;
  });
}
