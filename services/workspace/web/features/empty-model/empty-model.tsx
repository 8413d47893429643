import { useRef, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { EmptyState } from '../../design/display.tsx';
import { notify } from '../../design/notices.tsx';
import { useWords } from '../../design/use-words.ts';
import { describeRefusal, FILE_TYPES, readModelFile } from '../home/model-file.ts';
import { StartCard } from '../home/start-card.tsx';
import { type Template, templateText } from '../home/templates.ts';
import { useFileDrop } from '../home/use-file-drop.ts';
import { words as homeWords } from '../home/words.ts';
import { fillModel } from './fill-model.ts';
import { words } from './words.ts';
import './empty-model.css';

export interface EmptyModelProps {
  readonly artifactId: string;
  readonly canEdit: boolean;
  /** The model has a first version, to be drawn on. */
  readonly onDraw: () => void;
  /** The model has a first version, to be talked about. */
  readonly onAsk: () => void;
}

/** What stands in place of the canvas of a model without content: the ways to give it some. */
export function EmptyModel({ artifactId, canEdit, onDraw, onAsk }: EmptyModelProps) {
  const t = useWords(words);
  const home = useWords(homeWords);
  const area = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);

  const fill = async (read: () => Promise<Uint8Array>, onFilled?: () => void) => {
    setBusy(true);
    try {
      await fillModel(artifactId, await read());
      onFilled?.();
    } catch (error) {
      notify({ tone: 'trouble', text: describeRefusal(error) });
    } finally {
      setBusy(false);
    }
  };
  const begin = (template: Template, onFilled?: () => void) =>
    void fill(async () => new TextEncoder().encode(await templateText(template)), onFilled);
  const take = async (files: readonly File[]) => {
    const [file, ...others] = files;
    if (file === undefined || isBusy) return;
    if (others.length > 0) return notify({ tone: 'note', text: t.oneFile });
    const read = await readModelFile(file);
    if ('problem' in read) return notify({ tone: 'trouble', text: read.problem });
    await fill(
      async () => read.document,
      () => notify({ tone: 'done', text: t.filled }),
    );
  };
  const isDragging = useFileDrop(canEdit, (files) => void take(files), area);

  const card = { isDisabled: isBusy };
  return (
    <div className="empty-model" ref={area}>
      <EmptyState icon="model" title={t.empty}>
        {canEdit ? t.hint : t.readHint}
      </EmptyState>
      {canEdit && (
        <section className="new-model" aria-label={t.ways}>
          <StartCard {...card} icon="pen" title={t.draw} hint={t.drawHint} onPress={() => begin('blank', onDraw)} />
          <FileTrigger acceptedFileTypes={FILE_TYPES} onSelect={(files) => void take([...(files ?? [])])}>
            <StartCard {...card} icon="upload" title={t.file} hint={t.fileHint} />
          </FileTrigger>
          <StartCard {...card} icon="chat" title={t.ask} hint={t.askHint} onPress={() => begin('blank', onAsk)} />
          <StartCard
            {...{ ...card, title: home.approval, hint: home.approvalHint }}
            icon="review"
            onPress={() => begin('approval')}
          />
          <StartCard
            {...{ ...card, title: home.handOver, hint: home.handOverHint }}
            icon="model"
            onPress={() => begin('handOver')}
          />
        </section>
      )}
      {isDragging && <div className="drop-here">{t.drop}</div>}
    </div>
  );
}
