import { type Finding, FindingSource, type Fix } from '@ameide/contracts/editor/v1/model_editor_service';
import type { ReactNode } from 'react';
import { Button } from '../../design/button.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { fixTitle } from './describe-offer.ts';
import type { NameOf } from './element-names.ts';
import { ruleWords } from './rule-words.ts';
import { toneOf } from './use-advice.ts';
import { words } from './words.ts';

/** The property that is missing or wrong. */
const FIELDS: Readonly<Record<string, string>> = {
  style_no_name: 'name',
  bpmn_boundary_without_trigger: 'eventDefinition',
  style_timer: 'timer',
  style_timer_missing: 'timer',
};

const SIGNS = { error: '×', warning: '!', info: 'i' } as const;

export interface FindingRowProps {
  readonly finding: Finding;
  readonly nameOf: NameOf;
  /** Whether it is about what is selected on the canvas. */
  readonly isSelected: boolean;
  readonly onShow: () => void;
  /** Leads to a property of what it is about. */
  readonly onFillIn: (field: string) => void;
  /** Asks somebody who can think about it. */
  readonly onAsk: (text: string) => void;
  /** Absent where the person changes nothing. */
  readonly onFix?: (fix: Fix, index: number) => void;
  /** What the chosen fix would do. */
  readonly children?: ReactNode;
}

/** What is wrong, where, what to do, and buttons for what can be done at once. */
export function FindingRow({ finding, nameOf, isSelected, onShow, onFillIn, onAsk, onFix, children }: FindingRowProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const { code = '', message = '', elementIds = [], severity, line = 0 } = finding.diagnostic ?? {};
  const tone = toneOf(severity);
  const field = FIELDS[code];
  const known = ruleWords(code, language);
  const title = known?.title ?? (finding.source === FindingSource.SCHEMA ? t.schema : t.rule);
  const where = elementIds.slice(0, 2).map(nameOf).join(', ');
  return (
    <li className="finding-row" aria-current={isSelected || undefined}>
      <button type="button" className="finding-main" onClick={onShow}>
        <span className={`finding-sign ${tone}`} aria-hidden="true">
          {SIGNS[tone]}
        </span>
        <span className="finding-text">
          <strong>
            <span className="hidden">{t[tone]}: </span>
            {title}
          </strong>
          <span className="finding-where">{where || (line > 0 ? t.line(line) : '')}</span>
          <span className="quiet small">{known?.todo ?? message}</span>
        </span>
      </button>
      {onFix && finding.fixes.length > 0 && (
        <div className="offer-buttons">
          {finding.fixes.map((fix, index) => (
            <Button key={fix.code + fix.title} onPress={() => onFix(fix, index)}>
              {`${fixTitle(fix, nameOf, language)}…`}
            </Button>
          ))}
        </div>
      )}
      {onFix && finding.fixes.length === 0 && (
        <div className="offer-buttons">
          {field && <Button onPress={() => onFillIn(field)}>{t.fillIn}</Button>}
          <Button
            look="quiet"
            icon="sparkle"
            onPress={() => onAsk(t.ask(where, `${title}. ${known?.todo ?? message}`))}
          >
            {t.askAgent}
          </Button>
        </div>
      )}
      {children}
    </li>
  );
}
