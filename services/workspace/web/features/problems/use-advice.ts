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
/** The same is said of the same version for ever; and the page goes on where nothing can be said. */
export const ADVICE = { staleTime: Number.POSITIVE_INFINITY, throwOnError: false } as const;

export const toneOf = (severity: Severity | undefined): Mark['tone'] =>
  severity === Severity.ERROR ? 'error' : severity === Severity.WARNING ? 'warning' : 'info';

/** What is looked at: a version of a model, and the person's draft on it, if there is one. */
export interface Seen {
  /** `artifacts/<id>/<branch>`. */
  readonly modelRef: string;
  readonly version: number;
  /** 0 without a draft. */
  readonly draftRevision: number;
}

/** How the server is told what is looked at: a draft is that of the branch. */
export const lookedAt = ({ modelRef, version, draftRevision }: Seen) => ({
  ref: draftRevision > 0 ? modelRef : `${modelRef}@${version}`,
  draftRevision,
});

/** What there is to say about a model, as it changes; errors and warnings are marked on the canvas. */
export function useAdvice(now: Seen, view: CanvasView | undefined) {
  const seen = useSettled(now);
  const [areMarked, setMarked] = useState(() => kept<boolean>(SLOT) ?? true);
  const { data, error } = useQuery(
    ModelEditorService.method.validateDiagram,
    { ...lookedAt(seen), maxFindings: MOST_FINDINGS },
    { enabled: seen.version > 0, ...ADVICE, placeholderData: keepPreviousData },
  );
  const marks = useMemo(() => (areMarked ? marksOf(data?.findings ?? []) : []), [areMarked, data]);
  useEffect(() => view?.mark(marks), [view, marks]);
  return {
    seen,
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

/** The same once it has not changed for a while; what comes first at once. */
function useSettled({ modelRef, version, draftRevision }: Seen): Seen {
  const [settled, setSettled] = useState<Seen>({ modelRef, version, draftRevision });
  useEffect(() => {
    const next = { modelRef, version, draftRevision };
    const isSame = JSON.stringify(next) === JSON.stringify(settled);
    if (isSame) return;
    if (settled.version === 0) return setSettled(next);
    const timer = setTimeout(() => setSettled(next), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [modelRef, version, draftRevision, settled]);
  return settled;
}
