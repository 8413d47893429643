import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useNameOf } from '../../data/people.ts';
import type { ListedPatch } from '../../data/waiting.ts';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { ProposalCard } from '../proposal/proposal-card.tsx';
import { chosenPatch } from '../proposal/proposal-state.ts';
import { words } from './words.ts';

/** A proposal in a line: the title opens it on the canvas, the button shows it here, to be decided. */
export function ReviewRow({ patch, artifact }: ListedPatch) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const [isOpen, setOpen] = useState(false);
  const details = useId();
  const by =
    patch.onBehalfOf === '' ? nameOf(patch.proposedBy) : t.by(nameOf(patch.proposedBy), nameOf(patch.onBehalfOf));
  const facts = [
    artifact.title,
    by,
    ...(patch.proposedAt ? [formatAgo(timestampDate(patch.proposedAt), language)] : []),
  ];
  const canvas = {
    to: '/artifact/$artifactId',
    params: { artifactId: artifact.id },
    onClick: () => chosenPatch.set(patch.id),
  } as const;
  const toCanvas = (
    <Link {...canvas} className="button quiet">
      {t.onCanvas}
    </Link>
  );
  return (
    <li className="review">
      <div className="row">
        <button
          type="button"
          className="icon-button"
          aria-label={isOpen ? t.fold(patch.title) : t.unfold(patch.title)}
          aria-expanded={isOpen}
          aria-controls={details}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'down' : 'right'} />
        </button>
        <Link {...canvas} className="row-title clip" title={t.onCanvas}>
          {patch.title || t.untitled}
        </Link>
        <span className="facts">{facts.join(' · ')}</span>
      </div>
      <div id={details} className="review-details" hidden={!isOpen}>
        {isOpen && <ProposalCard patchId={patch.id} toCanvas={toCanvas} />}
      </div>
    </li>
  );
}
