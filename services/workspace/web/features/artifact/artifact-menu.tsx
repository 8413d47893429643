import { useNavigate } from '@tanstack/react-router';
import { memo, Suspense, useState } from 'react';
import { exportDocument, modelEditor } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { IconButton } from '../../design/button.tsx';
import { Menu } from '../../design/menu.tsx';
import { notify } from '../../design/notices.tsx';
import { useWords, wordsNow } from '../../design/use-words.ts';
import type { CanvasView } from '../../editor/canvas-view.ts';
import { lazyPart } from '../../routes/part.tsx';
import { deleteArtifact, renameArtifact } from './artifact-actions.ts';
import { download, fileName, toPng } from './exports.ts';
import { words } from './words.ts';

const NameDialog = lazyPart(() => import('../../design/name-dialog.tsx'));

export interface ArtifactMenuProps {
  readonly artifactId: string;
  readonly title: string;
  /** With a version when an old one is shown. */
  readonly modelRef: string;
  /** The old version that is shown. */
  readonly version: number | undefined;
  /** Whether the person's draft is shown. */
  readonly isDraft: boolean;
  readonly view: CanvasView | undefined;
  readonly selected: string | undefined;
}

export const ArtifactMenu = memo(function ArtifactMenu({
  artifactId,
  title,
  modelRef,
  version,
  isDraft,
  view,
  selected,
}: ArtifactMenuProps) {
  const t = useWords(words);
  const navigate = useNavigate();
  const [isNaming, setNaming] = useState(false);
  const remove = () => deleteArtifact(artifactId, title, () => navigate({ to: '/' }));
  const safely = (work: () => Promise<void>) => () => void work().catch(notifyProblem);
  const shown = isDraft ? t.titleOfDraft(title) : version === undefined ? title : t.titleOfVersion(title, version);
  const file = (ending: string) => fileName(shown, ending);
  const exportBpmn = safely(async () => {
    // What is exported is what is seen.
    const { document } = isDraft ? await modelEditor.getDraft({ ref: modelRef }) : await exportDocument(modelRef);
    download(new Blob([document as BlobPart], { type: 'application/xml' }), file('bpmn'));
  });
  const exportSvg = safely(async () => {
    if (view) download(new Blob([await view.toSvg()], { type: 'image/svg+xml' }), file('svg'));
  });
  const exportPng = safely(async () => {
    if (view) download(await toPng(await view.toSvg()), file('png'));
  });
  return (
    <>
      <Menu
        trigger={<IconButton icon="more" label={t.more} />}
        label={t.more}
        entries={[
          {
            id: 'link',
            icon: 'link',
            label: selected === undefined ? t.copyLink : t.copyElementLink,
            onAction: () => void copyLink(selected, version),
          },
          'separator',
          { id: 'bpmn', icon: 'download', label: t.exportBpmn, onAction: exportBpmn },
          { id: 'svg', icon: 'download', label: t.exportSvg, onAction: exportSvg, isDisabled: view === undefined },
          { id: 'png', icon: 'download', label: t.exportPng, onAction: exportPng, isDisabled: view === undefined },
          'separator',
          { id: 'rename', icon: 'model', label: t.rename, onAction: () => setNaming(true) },
          { id: 'delete', icon: 'close', label: t.remove, onAction: () => void remove() },
        ]}
      />
      <Suspense>
        {isNaming && (
          <NameDialog
            title={t.rename}
            name={title}
            onClose={() => setNaming(false)}
            onRename={(name) => void renameArtifact(artifactId, name)}
          />
        )}
      </Suspense>
    </>
  );
});

async function copyLink(element: string | undefined, version: number | undefined): Promise<void> {
  const t = wordsNow(words);
  const address = new URL(location.pathname, location.origin);
  if (version !== undefined) address.searchParams.set('version', String(version));
  if (element !== undefined) address.searchParams.set('element', element);
  try {
    await navigator.clipboard.writeText(address.href);
    notify({ tone: 'done', text: t.copied, detail: address.href });
  } catch {
    notify({ tone: 'trouble', text: t.notCopied, detail: address.href });
  }
}
