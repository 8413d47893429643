import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { PresentPerson } from '@ameide/contracts/live/v1/presence_service';
import { AmeideError } from '@ameide/sdk';
import { useQuery } from '@connectrpc/connect-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { useLiveArtifact } from '../../data/live-chat.ts';
import { useLiveModel } from '../../data/live-model.ts';
import { useModelDocument } from '../../data/model-document.ts';
import { usePresence } from '../../data/presence.ts';
import { describeProblem, isSignedOut, isUnreached } from '../../data/problem.ts';
import { reachable } from '../../data/reachability.ts';
import { rememberArtifact } from '../../data/recent.ts';
import { useRun } from '../../data/runs.ts';
import { createStore, useStore } from '../../data/store.ts';
import { modelRef } from '../../data/waiting.ts';
import { colourOf, EmptyState } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { Canvas } from '../../editor/canvas.tsx';
import type { CanvasView } from '../../editor/canvas-view.ts';
import { isUuid } from '../../routes/is-uuid.ts';
import { Page } from '../../routes/page.tsx';
import { NotFound } from '../../routes/problems.tsx';
import { useComparison } from '../compare/use-comparison.ts';
import { useOtherGhosts } from '../drafts/other-drafts.tsx';
import { pictureOf } from '../drafts/picture.ts';
import { SaveState } from '../drafts/save-state.tsx';
import { useDrafts } from '../drafts/use-drafts.ts';
import { usePicture } from '../drafts/use-picture.ts';
import { previewedGhosts } from '../problems/preview-state.ts';
import { useAdvice } from '../problems/use-advice.ts';
import { light, litElements } from '../proposal/proposal-state.ts';
import { useRedrawn } from '../undrawn/use-redrawn.ts';
import { ArtifactBanner } from './artifact-banner.tsx';
import { ArtifactPanel, preloadPanel } from './artifact-panel.tsx';
import { ArtifactToolbar } from './artifact-toolbar.tsx';
import { showInPalette } from './palette-elements.ts';
import { useEditing } from './use-editing.ts';
import { usePanel } from './use-panel.ts';
import { useProposal } from './use-proposal.ts';
import { useSeenModel } from './use-seen-model.ts';
import { useThread } from './use-thread.ts';
import { words } from './words.ts';
import './artifact.css';
import { lazyPart } from '../../routes/part.tsx';

// Few models need these, or not at once.
const PlaneTrail = lazyPart(() =>
  import('../outline/plane-trail.tsx').then((found) => ({ default: found.PlaneTrail })),
);
const OfflineModel = lazyPart(() => import('../offline/offline-model.tsx'), 'panel');
const Undrawn = lazyPart(() => import('../undrawn/undrawn.tsx').then((found) => ({ default: found.Undrawn })), 'panel');
const EmptyModel = lazyPart(
  () => import('../empty-model/empty-model.tsx').then((found) => ({ default: found.EmptyModel })),
  'panel',
);
const MissingVersion = lazyPart(
  () => import('../compare/compare-banner.tsx').then((found) => ({ default: found.MissingVersion })),
  'panel',
);

/** What an old version says of its elements is not known here. */
const nothing: Elements = new Map();

export function ArtifactPage() {
  const { artifactId } = useParams({ from: '/artifact/$artifactId' });
  return isUuid(artifactId) ? <Artifact key={artifactId} artifactId={artifactId} /> : <NotFound />;
}

function Artifact({ artifactId }: { readonly artifactId: string }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const search = useSearch({ from: '/artifact/$artifactId' });
  const ref = modelRef(artifactId);
  const asked = useQuery(ArtifactQueryService.method.getArtifact, { artifactId });
  const { data, error } = asked;
  const live = useLiveModel(ref);
  useLiveArtifact(artifactId);
  // What comes later is drawn in place, as long as that can be done.
  const [anchor, setAnchor] = useState(0);
  const shown = useModelDocument(ref, search.version ?? (search.compare === undefined ? anchor : live.version));
  const [drawn] = useState(() => createStore(0));
  const [isUndrawn, setUndrawn] = useState(false);
  const thread = useThread(artifactId);
  const run = useRun(thread.threadId);
  const proposal = useProposal(ref, run);
  const comparison = useComparison(ref, search.compare, search.version ?? live.version);
  const panel = usePanel(search.compare === undefined ? 'chat' : 'history');
  const [view, setView] = useState<CanvasView>();
  const [refusal, setRefusal] = useState<string>();
  const drafts = useDrafts(ref, live, (why) => {
    setRefusal(why);
    void drawAnew();
  });
  const { session, canEdit } = drafts;
  const picture = usePicture(live, shown.data, drafts.state);
  const elements = comparison ? live.elements : picture.elements;
  const drawnByOthers = useOtherGhosts(drafts.state);
  const { seen, selected, ...looking } = useSeenModel(elements, search.version ?? live.version);
  const selectedIds = useMemo(() => seen.selected.map(({ id }) => id), [seen.selected]);
  const others = usePresence('artifactId', artifactId, selectedIds);
  useEffect(() => {
    const show = () => view?.light(litElements.get());
    show();
    return litElements.subscribe(show);
  }, [view]);
  useEffect(() => view?.showPeople(others.map(onCanvas)), [view, others]);
  const isDraft = search.version === undefined && !comparison && picture.isDrawn;
  const { mine } = drafts.state;
  const advice = useAdvice(
    {
      modelRef: ref,
      version: search.version ?? (isDraft ? mine.version : live.version),
      draftRevision: isDraft ? mine.revision : 0,
    },
    view,
  );
  const previewed = useStore(previewedGhosts);

  const { version } = live;
  useRedrawn(live, isUndrawn, setAnchor);
  const drawAnew = async (on = view) => {
    if (isPlain) return;
    if (!picture.isDrawn && shown.data?.version !== version) return setAnchor(version);
    if (picture.isDrawn) await session.refresh();
    const { mine, document = shown.data } = session.state.get();
    const text = picture.isDrawn ? document?.text : shown.data?.text;
    const { revision } = mine;
    if (text !== undefined)
      await on?.show({ text, version: pictureOf(picture.isDrawn ? mine : { version, revision }) });
  };
  const editing = useEditing(artifactId, drafts, elements, drawn, view);
  useEffect(() => {
    if (editing.isOn) preloadPanel();
  }, [editing.isOn]);
  const isComparing = search.compare !== undefined;
  const isOld = search.version !== undefined && search.version !== live.version;
  // What is looked at or compared is never mixed with a draft.
  const isPlain = isComparing || isOld || (search.version !== undefined && !editing.isOn);
  const proposed = previewed ?? proposal.ghosts;
  const ghosts = useMemo(() => [...proposed, ...drawnByOthers], [proposed, drawnByOthers]);

  useEffect(() => rememberArtifact(artifactId), [artifactId]);
  useEffect(() => showInPalette(elements, view), [elements, view]);
  const followed = useRef<string>(undefined);
  useEffect(() => {
    const { element } = search;
    // A link to an element is followed once: who goes on looks at what they like.
    if (element !== undefined && element !== followed.current && view?.reveal(element)) followed.current = element;
  }, [view, search]);

  const isReachable = useStore(reachable);
  const { refetch } = shown;
  const isEmpty = shown.error instanceof AmeideError && shown.error.reason === 'model_not_found';
  // The content may come while somebody waits for it.
  useEffect(() => void (isEmpty && version > 0 && refetch()), [isEmpty, version, refetch]);

  // A question that waits for the connection has no error yet.
  if (data === undefined && !isSignedOut(error) && (isUnreached(error) || !isReachable)) {
    return (
      <Suspense>
        <OfflineModel modelRef={ref} onRetry={() => void asked.refetch()} />
      </Suspense>
    );
  }
  // What was known before is shown while it is asked again, and without a connection.
  if (error && (data === undefined || !(asked.isFetching || isUnreached(error) || isSignedOut(error)))) throw error;
  const title = data?.artifact?.title ?? '';
  const isThere = live.version > 0 || (live.problem === undefined && !isEmpty);
  const isMissing = live.version > 0 && (search.version ?? 0) > live.version;
  const go = (next: { readonly version?: number; readonly compare?: number }) =>
    void navigate({ to: '/artifact/$artifactId', params: { artifactId }, search: next, replace: true });
  const look = (version: number | undefined) => go(version === undefined ? {} : { version });
  const compare = (base: number, target: number) =>
    go({ compare: base, ...(target === live.version ? {} : { version: target }) });

  return (
    <Page
      title={title}
      trail={[{ label: t.home, to: '/' }]}
      status={isThere && <SaveState version={live.version} drafts={drafts} />}
      actions={
        <ArtifactToolbar
          people={others}
          {...{ drafts, editing, panel }}
          hasDraft={!isOld && !isComparing}
          mayEdit={
            canEdit && (isReachable || shown.data !== undefined) && !isOld && !isComparing && !isEmpty && !isUndrawn
          }
          menu={{
            ...{ artifactId, title, isDraft, view, selected },
            modelRef: search.version === undefined ? ref : `${ref}@${search.version}`,
            version: isOld ? search.version : undefined,
          }}
        />
      }
      banner={
        <ArtifactBanner
          {...{ comparison, isMissing, drafts }}
          problem={isEmpty ? undefined : live.problem}
          version={isOld ? search.version : undefined}
          onCompare={(version) => {
            panel.open('history');
            compare(version, live.version);
          }}
          onLeave={() => look(undefined)}
        />
      }
    >
      <div className="artifact" data-panel={panel.isOpen || undefined}>
        {isMissing ? (
          <Suspense>
            <MissingVersion version={search.version ?? 0} newest={live.version} onLeave={() => look(undefined)} />
          </Suspense>
        ) : isEmpty ? (
          <Suspense>
            <EmptyModel
              {...{ artifactId, canEdit }}
              onDraw={editing.toggle}
              onAsk={() => {
                panel.open('chat');
                requestAnimationFrame(() => document.querySelector<HTMLElement>('.artifact-panel textarea')?.focus());
              }}
            />
          </Suspense>
        ) : shown.error ? (
          <EmptyState icon="model" title={describeProblem(shown.error).text} />
        ) : (
          <Canvas
            name={title}
            document={isPlain ? picture.plain : picture.document}
            model={isPlain ? undefined : picture.model}
            ghosts={comparison?.ghosts ?? (isOld ? [] : ghosts)}
            onSelect={looking.onSelect}
            onViewpoint={looking.onViewpoint}
            onHover={(id) => light(id === undefined ? [] : [id])}
            onReady={setView}
            onVersion={drawn.set}
            onLost={(view) => void drawAnew(view)}
            editing={editing.isOn && !isOld && !isComparing && !isUndrawn ? editing.editing : undefined}
            onUndrawn={setUndrawn}
            undrawn={
              <Suspense>
                <Undrawn
                  seen={{ modelRef: ref, version, draftRevision: 0 }}
                  elements={live.elements}
                  canEdit={canEdit && !isOld}
                  onOutline={() => panel.open('outline')}
                />
              </Suspense>
            }
          >
            <Suspense>
              <PlaneTrail elements={elements} view={view} viewpoint={seen.viewpoint?.id} />
            </Suspense>
          </Canvas>
        )}
        {panel.isOpen && (
          <ArtifactPanel
            artifactId={artifactId}
            thread={thread}
            tab={panel.tab}
            onTab={panel.open}
            version={live.version}
            lookingAt={search.version}
            onLook={look}
            properties={{
              elements: isOld ? nothing : elements,
              selected: selectedIds,
              details: view?.details,
              isReadOnly: !canEdit || isOld || isComparing,
              onSend(steps, title) {
                setRefusal(undefined);
                editing.send(steps, title);
              },
              refusal,
            }}
            comparison={comparison}
            onCompare={compare}
            onShow={(id) => view?.reveal(id, { isCentred: true })}
            elements={elements}
            currentPatchId={proposal.patch?.id}
            seen={seen}
            model={{
              ...{ advice, elements, view, selected, canEdit: canEdit && !isOld },
              onDraw: editing.isOn || drafts.waiting > 0 ? editing.send : undefined,
            }}
          />
        )}
      </div>
    </Page>
  );
}

const onCanvas = ({ name, selectedIds }: PresentPerson) => ({ name, colour: colourOf(name), elementIds: selectedIds });
