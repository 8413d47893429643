import { AmeideError } from '@ameide/sdk';
import { useState } from 'react';
import { versions } from '../../data/connection.ts';
import { describeProblem } from '../../data/problem.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import { FormDialog } from '../../design/form-dialog.tsx';
import { notify } from '../../design/notices.tsx';
import { TextField } from '../../design/text-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

/** A version that gets a name, or a baseline that gets another one. */
export interface NamedVersion {
  readonly version: number;
  readonly baseline?: { readonly id: string; readonly name: string; readonly note: string };
}

export interface BaselineDialogProps {
  /** Of the branch. */
  readonly modelRef: string;
  readonly named: NamedVersion;
  readonly onClose: () => void;
}

const LONGEST_NAME = 64;
const LONGEST_NOTE = 2_000;

/** Asks for the name of a version, and for what is to be known about it. */
export default function BaselineDialog({ modelRef, named, onClose }: BaselineDialogProps) {
  const t = useWords(words);
  const { version, baseline } = named;
  const [name, setName] = useState(baseline?.name ?? '');
  const [note, setNote] = useState(baseline?.note ?? '');
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const facts = { name: name.trim(), note: note.trim() };
    try {
      if (baseline) await versions.renameBaseline({ ref: modelRef, baselineId: baseline.id, ...facts });
      else {
        const correlationId = crypto.randomUUID();
        await versions.createBaseline({ ref: `${modelRef}@${version}`, correlationId, ...facts });
      }
      await refreshAnswers();
      notify({ tone: 'done', text: t.isNamed(version, facts.name) });
      onClose();
    } catch (error) {
      setFault(faultOf(error, t));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t.nameTitle(version)}
      className="baseline-form"
      cancel={t.cancel}
      submit={t.nameNow}
      isComplete={name.trim() !== '' && !isBusy}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <TextField label={t.name} value={name} onChange={setName} maxLength={LONGEST_NAME} autoFocus />
      <TextField label={t.note} value={note} onChange={setNote} maxLength={LONGEST_NOTE} rows={3} />
      {fault !== '' && (
        <p className="baseline-fault" role="alert">
          {fault}
        </p>
      )}
    </FormDialog>
  );
}

function faultOf(error: unknown, t: { readonly nameTaken: string; readonly nameWrong: string }): string {
  const reason = error instanceof AmeideError ? error.reason : '';
  if (reason === 'baseline_exists') return t.nameTaken;
  return reason === 'invalid_request' ? t.nameWrong : describeProblem(error).text;
}
