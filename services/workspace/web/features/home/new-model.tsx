import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { notifyProblem } from '../../data/problem.ts';
import { useWords } from '../../design/use-words.ts';
import { createModel, importFiles } from './imports.ts';
import { FILE_TYPES } from './model-file.ts';
import { StartCard } from './start-card.tsx';
import { type Template, templateText } from './templates.ts';
import { words } from './words.ts';

export function NewModel() {
  const t = useWords(words);
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const create = async (title: string, template: Template) => {
    setBusy(true);
    try {
      const artifactId = await createModel(title, await templateText(template));
      await navigate({ to: '/artifact/$artifactId', params: { artifactId } });
    } catch (error) {
      notifyProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="new-model" aria-label={t.newModel}>
      <StartCard
        icon="plus"
        title={t.blank}
        hint={t.blankHint}
        isDisabled={isBusy}
        onPress={() => create(t.untitled, 'blank')}
      />
      <StartCard
        icon="review"
        title={t.approval}
        hint={t.approvalHint}
        isDisabled={isBusy}
        onPress={() => create(t.approval, 'approval')}
      />
      <StartCard
        icon="model"
        title={t.handOver}
        hint={t.handOverHint}
        isDisabled={isBusy}
        onPress={() => create(t.handOver, 'handOver')}
      />
      <FileTrigger
        acceptedFileTypes={FILE_TYPES}
        allowsMultiple
        onSelect={(files) => void importFiles([...(files ?? [])])}
      >
        <StartCard icon="upload" title={t.fromFiles} hint={t.fromFilesHint} />
      </FileTrigger>
    </section>
  );
}
