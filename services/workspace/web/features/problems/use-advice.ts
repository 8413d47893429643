import { type Finding, ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { Severity } from '@ameide/contracts/graph/v1/diagnostic';
import { useQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { keep, kept } from '../../data/keep.ts';
import type { CanvasView } from '../../editor/canvas-view.ts';
import type { Mark } from '../../editor/marker-layer.ts';

/** Who draws is told when they pause. */
const PAUSE_MS = 1_000;
const MOST_FINDINGS = 300;
const SLOT = 'marks';

export const toneOf = (severity: Severity | undefined): Mark['tone'] =>
  severity === Severity.ERROR ? 'error' : severity === Severity.WARNING ? 'warning' : 'info';

/** What there is to say about a version of a model, as the model changes; errors and warnings are marked on the canvas. */
export function useAdvice(ref: string, version: number, view: CanvasView | undefined) {
  const settled = useSettled(version);
  const [areMarked, setMarked] = useState(() => kept<boolean>(SLOT) ?? true);
  const { data, error } = useQuery(
    ModelEditorService.method.validateDiagram,
    { ref: `${ref}@${settled}`, maxFindings: MOST_FINDINGS },
    { enabled: settled > 0, staleTime: Number.POSITIVE_INFINITY, placeholderData: keepPreviousData },
  );
  const marks = useMemo(() => (areMarked ? marksOf(data?.findings ?? []) : []), [areMarked, data]);
  useEffect(() => view?.mark(marks), [view, marks]);
  return {
    version: settled,
    validation: data,
    error,
    areMarked,
    showMarks(on: boolean) {
      keep(SLOT, on);
      setMarked(on);
    },
  };
}

export type Advice = ReturnType<typeof useAdvice>;

/** One sign for each element, of the worst that is said about it. */
function marksOf(findings: readonly Finding[]): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { diagnostic } of findings) {
    const [elementId] = diagnostic?.elementIds ?? [];
    const tone = toneOf(diagnostic?.severity);
    if (elementId !== undefined && tone !== 'info' && !marks.has(elementId)) marks.set(elementId, { elementId, tone });
  }
  return [...marks.values()];
}

/** A value once it has stayed the same for a while; the first one at once. */
function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (settled === value) return;
    if (settled === 0) {
      setSettled(value);
      return;
    }
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value, settled]);
  return settled;
}
