import { type DraftConflict, Side } from '@ameide/contracts/editor/v1/draft';
import { useState } from 'react';
import { kindName } from '../../data/kinds.ts';
import { useNameOf } from '../../data/people.ts';
import { Button } from '../../design/button.tsx';
import { Choice } from '../../design/choice.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import type { Clash } from './draft-state.ts';
import type { Drafts } from './use-drafts.ts';
import { words } from './words.ts';

export interface ClashDialogProps {
  readonly clash: Clash;
  readonly drafts: Drafts;
  readonly onClose: () => void;
}

/** Lets the person decide on each operation of the draft that a newer version does not agree with. */
export default function ClashDialog({ clash, drafts, onClose }: ClashDialogProps) {
  const t = useWords(words);
  const [sides, setSides] = useState(
    () => new Map<DraftConflict, Side>(clash.conflicts.map((one) => [one, one.canKeepMine ? Side.MINE : Side.THEIRS])),
  );
  const choose = (conflict: DraftConflict, side: Side) => setSides((all) => new Map(all).set(conflict, side));
  const apply = async () => {
    // An operation that goes for one reason goes altogether.
    const choices = new Map<string, Side>();
    for (const [{ batchId, operationIds }, side] of sides) {
      for (const id of operationIds) {
        const key = `${batchId}/${id}`;
        if (choices.get(key) !== Side.THEIRS) choices.set(key, side);
      }
    }
    if (await drafts.session.settle(choices)) onClose();
  };
  return (
    <Dialog title={t.clashTitle} isOpen onClose={onClose} size="medium">
      <p>{t.clashText}</p>
      <ul className="clashes">
        {[...sides].map(([conflict, side]) => (
          <Conflict
            key={`${conflict.batchId} ${conflict.elementId} ${conflict.field} ${conflict.theirVersion}`}
            conflict={conflict}
            side={side}
            onChoose={(next) => choose(conflict, next)}
          />
        ))}
      </ul>
      <div className="dialog-actions">
        <Button look="quiet" onPress={onClose}>
          {t.cancel}
        </Button>
        <Button look="primary" onPress={() => void apply()}>
          {t.apply}
        </Button>
      </div>
    </Dialog>
  );
}

interface ConflictProps {
  readonly conflict: DraftConflict;
  readonly side: Side;
  readonly onChoose: (side: Side) => void;
}

function Conflict({ conflict, side, onChoose }: ConflictProps) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const { elementName, elementKind, field, canKeepMine, theirAuthorId, theirVersion } = conflict;
  const kind = elementKind === '' ? '' : kindName(elementKind, language);
  const options = [
    { value: 'mine', label: t.mine },
    { value: 'theirs', label: t.theirs },
  ] as const;
  return (
    <li className="clash">
      <div className="clash-about">
        <strong>{elementName}</strong>
        <span className="quiet">{[kind, t.field(field.replace(/^properties\./, ''))].filter(Boolean).join(' · ')}</span>
      </div>
      <dl>
        <dt>{t.you}</dt>
        <dd>{valueIn(conflict.myValueJson) ?? conflict.mine}</dd>
        <dt>{t.byVersion(nameOf(theirAuthorId), theirVersion)}</dt>
        <dd>{valueIn(conflict.theirValueJson) ?? conflict.theirs}</dd>
      </dl>
      {canKeepMine ? (
        <Choice
          label={elementName}
          value={side === Side.MINE ? 'mine' : 'theirs'}
          onChange={(value) => onChoose(value === 'mine' ? Side.MINE : Side.THEIRS)}
          options={options}
        />
      ) : (
        <p className="quiet">{t.onlyTheirs}</p>
      )}
    </li>
  );
}

/** A value in the words of the model; undefined when there is none, and a sentence says what was done. */
function valueIn(json: string): string | undefined {
  if (json === '') return undefined;
  const value = JSON.parse(json) as unknown;
  return typeof value === 'string' ? `“${value}”` : json;
}
