import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { notifyProblem } from '../../data/problem.ts';
import { Icon, type IconName } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { createModel, importFiles } from './imports.ts';
import approvalUrl from './templates/approval.bpmn?url';
import blankUrl from './templates/blank.bpmn?url';
import handOverUrl from './templates/hand-over.bpmn?url';
import { words } from './words.ts';

export function NewModel() {
  const t = useWords(words);
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const create = async (title: string, url: string) => {
    setBusy(true);
    try {
      const document = await (await fetch(url)).text();
      const artifactId = await createModel(title, document);
      await navigate({ to: '/artifact/$artifactId', params: { artifactId } });
    } catch (error) {
      notifyProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="new-model" aria-label={t.newModel}>
      <Start
        icon="plus"
        title={t.blank}
        hint={t.blankHint}
        isDisabled={isBusy}
        onPress={() => create(t.untitled, blankUrl)}
      />
      <Start
        icon="review"
        title={t.approval}
        hint={t.approvalHint}
        isDisabled={isBusy}
        onPress={() => create(t.approval, approvalUrl)}
      />
      <Start
        icon="model"
        title={t.handOver}
        hint={t.handOverHint}
        isDisabled={isBusy}
        onPress={() => create(t.handOver, handOverUrl)}
      />
      <FileTrigger
        acceptedFileTypes={['.bpmn', '.bpmn2', '.xml']}
        allowsMultiple
        onSelect={(files) => void importFiles([...(files ?? [])])}
      >
        <Start icon="upload" title={t.fromFiles} hint={t.fromFilesHint} />
      </FileTrigger>
    </section>
  );
}

interface StartProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly isDisabled?: boolean;
  readonly onPress?: () => void;
}

function Start({ icon, title, hint, ...rest }: StartProps) {
  return (
    <Button className="start" {...rest}>
      <Icon name={icon} size={18} />
      <strong>{title}</strong>
      <span>{hint}</span>
    </Button>
  );
}
