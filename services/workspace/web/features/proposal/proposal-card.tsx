import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { type Patch, PatchState } from '@ameide/contracts/graph/v1/patch';
import { useQuery } from '@connectrpc/connect-query';
import { type ReactNode, Suspense, useMemo, useState } from 'react';
import { useStore } from '../../data/store.ts';
import { Button } from '../../design/button.tsx';
import { Chip, Skeleton } from '../../design/display.tsx';
import { notify } from '../../design/notices.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { MOD_KEY } from '../../routes/shortcut-keys.ts';
import { acceptPatch, describeRefusal, type Refusal } from './decide.ts';
import { OperationLine } from './operation-line.tsx';
import { alongWithOf, chosenPatch, leaveOut, leftOut, leftOutOf, light, rejectedPatch } from './proposal-state.ts';
import { countOf, type Review, type ReviewLine, reviewOf, toggled } from './review.ts';
import { useAcceptKey } from './use-accept-key.ts';
import { words } from './words.ts';
import './proposal.css';
import { lazyPart } from '../../routes/part.tsx';

const RejectDialog = lazyPart(() => import('./reject-dialog.tsx'));

export interface ProposalCardProps {
  readonly patchId: string;
  /** Whether the canvas beside it shows it. */
  readonly isCurrent?: boolean;
  /** What leads to the canvas where there is none beside it. */
  readonly toCanvas?: ReactNode;
}

/** A proposal as a person decides about it: each change with its reason, and one button that says what it will do. */
export function ProposalCard({ patchId, isCurrent = false, toCanvas }: ProposalCardProps) {
  const t = useWords(words);
  const { data, isPending } = useQuery(GraphPatchService.method.getPatch, { patchId });
  if (isPending) return <Skeleton lines={3} />;
  if (data?.patch === undefined) return <p className="quiet small">{t.unknown}</p>;
  return <LoadedCard patch={data.patch} isCurrent={isCurrent} toCanvas={toCanvas} />;
}

function LoadedCard({
  patch,
  isCurrent = false,
  toCanvas,
}: Omit<ProposalCardProps, 'patchId'> & Pick<DecisionProps, 'patch'>) {
  const t = useWords(words);
  const { language } = usePreferences();
  const { data: base, isPending } = useQuery(
    ModelService.method.getModel,
    { ref: patch.ref },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  const review = useMemo(() => reviewOf(patch, base?.graph, language), [patch, base, language]);
  const isOpen = patch.state === PatchState.PROPOSED;
  const out = leftOutOf(useStore(leftOut), patch.id);
  const chosen = new Set(patch.operations.map(({ id }) => id).filter((id) => !out.has(id)));
  const isChosen = ({ operationIds }: ReviewLine) => operationIds.every((id) => chosen.has(id));
  const toggle = (line: ReviewLine, on: boolean) => {
    const now = { operationIds: chosen, alongWith: alongWithOf(patch.id) };
    const { operationIds, alongWith } = toggled(review.lines, now, line, on);
    const out = patch.operations.map(({ id }) => id).filter((id) => !operationIds.has(id));
    leaveOut(patch.id, new Set(out), alongWith);
  };
  // Without the model, elements have no names.
  if (isPending) return <Skeleton lines={4} />;
  return (
    <article className="proposal" aria-label={`${t.proposal}: ${patch.title}`} data-open={isOpen || undefined}>
      <header>
        <h2>{patch.title}</h2>
        {isOpen && review.lines.length > 1 && (
          <span className="quiet small tabular">
            {t.selected(countOf(review.lines.filter(isChosen)), countOf(review.lines))}
          </span>
        )}
      </header>
      <ul>
        {review.lines.map((line) => (
          <OperationLine
            key={line.id}
            line={line}
            review={review}
            isChosen={isOpen ? isChosen(line) : patch.approvedOperationIds.includes(line.id)}
            {...(isOpen ? { onToggle: (on: boolean) => toggle(line, on) } : {})}
          />
        ))}
        {review.moved.length > 0 && (
          <li className="consequence" onMouseEnter={() => light(review.moved)} onMouseLeave={() => light([])}>
            {t.canvasMore(review.moved.length)}
          </li>
        )}
        {patch.diagnostics.map(({ code, message }) => (
          <li key={code + message} className="finding">
            {message}
          </li>
        ))}
      </ul>
      {isOpen ? (
        <Decision patch={patch} review={review} chosen={chosen} isCurrent={isCurrent} toCanvas={toCanvas} />
      ) : (
        <Decided patch={patch} review={review} />
      )}
    </article>
  );
}

interface DecisionProps {
  readonly patch: Patch;
  readonly review: Review;
  readonly chosen: ReadonlySet<string>;
  readonly isCurrent: boolean;
  readonly toCanvas: ReactNode;
}

function Decision({ patch, review, chosen, isCurrent, toCanvas }: DecisionProps) {
  const t = useWords(words);
  const [isBusy, setBusy] = useState(false);
  const isRejecting = useStore(rejectedPatch) === patch.id;
  const [refusal, setRefusal] = useState<Refusal & { readonly of: string }>();
  const isWhole = chosen.size === patch.operations.length;
  const all = countOf(review.lines);
  const count = countOf(review.lines.filter(({ operationIds }) => operationIds.every((id) => chosen.has(id))));
  // What was refused would be refused again; another choice may fit.
  const choice = [...chosen].join();
  const isRefused = refusal?.isFinal === true && refusal.of === choice;
  const accept = async () => {
    if (isBusy || isRefused || chosen.size === 0) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      const version = await acceptPatch(patch.id, isWhole ? [] : [...chosen]);
      light([]);
      notify({ tone: 'done', text: t.doneNotice(count, version) });
    } catch (error) {
      setRefusal({ ...describeRefusal(error, review.nameOf), of: choice });
    } finally {
      setBusy(false);
    }
  };
  useAcceptKey(isCurrent, accept);
  return (
    <>
      {refusal && (
        <div className="refusal" role="alert">
          {refusal.text}
          {refusal.detail && <span className="quiet"> {refusal.detail}</span>}
        </div>
      )}
      <footer>
        <Button
          look="primary"
          isDisabled={isBusy || isRefused || chosen.size === 0}
          onPress={() => void accept()}
          {...(isCurrent ? { shortcut: `${MOD_KEY}↵` } : {})}
        >
          {isWhole ? t.accept(all) : t.acceptSome(count, all)}
        </Button>
        <Button onPress={() => rejectedPatch.set(patch.id)}>{t.reject}</Button>
        {toCanvas}
        {!isCurrent && toCanvas === undefined && (
          <Button look="quiet" onPress={() => chosenPatch.set(patch.id)}>
            {t.show}
          </Button>
        )}
      </footer>
      <Suspense>
        {isRejecting && <RejectDialog patchId={patch.id} onClose={() => rejectedPatch.set(undefined)} />}
      </Suspense>
    </>
  );
}

function Decided({ patch, review }: Pick<DecisionProps, 'patch' | 'review'>) {
  const t = useWords(words);
  if (patch.state === PatchState.REJECTED) {
    return (
      <footer>
        <Chip tone="remove">{t.rejected}</Chip>
        {patch.reason && <span className="quiet small">{t.because(patch.reason)}</span>}
      </footer>
    );
  }
  const all = countOf(review.lines);
  const some = countOf(review.lines.filter(({ id }) => patch.approvedOperationIds.includes(id)));
  return (
    <footer>
      <Chip tone={patch.revertedByVersion > 0 ? 'plain' : 'add'}>
        {some === all ? t.applied('') : t.appliedSome(some, all, '')}
      </Chip>
      {patch.revertedByVersion > 0 && <span className="quiet small">{t.takenBack(patch.revertedByVersion)}</span>}
    </footer>
  );
}
