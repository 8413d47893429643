import { useEffect, useState } from 'react';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import type { Obstacle } from './say-why-not.ts';

const words = defineWords({
  en: {
    'outside pool': 'In a model with pools, steps and data stand inside one. Drop it there, or add a pool first.',
    'not here': 'This cannot stand here.',
    'not connectable': 'These two cannot be connected.',
  },
  de: {
    'outside pool':
      'In einem Modell mit Pools stehen Schritte und Daten in einem davon. Dort ablegen, oder zuerst einen Pool anlegen.',
    'not here': 'Das kann hier nicht stehen.',
    'not connectable': 'Diese beiden lassen sich nicht verbinden.',
  },
});

/** Says why nothing has come of what a person has drawn; always there, so that it is read out. */
export function DropHint({ obstacle }: { readonly obstacle: Obstacle | undefined }) {
  const t = useWords(words);
  return (
    <p className="drop-hint" role="status">
      {obstacle && t[obstacle]}
    </p>
  );
}

const SHOWN_MS = 6_000;

/** What was in the way last, for a while. */
export function useObstacle(): readonly [Obstacle | undefined, (obstacle: Obstacle | undefined) => void] {
  const [told, setTold] = useState<{ readonly obstacle: Obstacle | undefined }>();
  useEffect(() => {
    if (told?.obstacle === undefined) return;
    const timer = setTimeout(() => setTold(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return [told?.obstacle, (obstacle) => setTold({ obstacle })];
}
