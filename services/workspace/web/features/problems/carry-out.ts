import type { Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Diagnostic } from '@ameide/contracts/graph/v1/diagnostic';
import type { Operation } from '@ameide/contracts/graph/v1/operation';
import { AmeideError } from '@ameide/sdk';
import { modelEditor } from '../../data/connection.ts';
import { describeProblem } from '../../data/problem.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import { notify } from '../../design/notices.tsx';
import { getPreferences } from '../../design/preferences.ts';
import { wordsNow } from '../../design/use-words.ts';
import { ruleWords } from './rule-words.ts';
import type { Seen } from './use-advice.ts';
import { words } from './words.ts';

/** Commits a fix that a person has accepted, and tells how it went. @param seen what it was offered for */
export function carryOutFix(
  { modelRef, version }: Seen,
  title: string,
  operations: readonly Operation[],
): Promise<boolean> {
  return told(async () => {
    const { outcome } = await modelEditor.proposeCommands({
      ...{ ref: modelRef, expectedVersion: version, rebase: true, operations: [...operations] },
      ...{ comment: title, correlationId: crypto.randomUUID() },
    });
    if (outcome.case === 'applied') return outcome.value.commit?.version;
    notify({ tone: 'trouble', text: misfitOf(outcome.value?.diagnostics[0]) });
    return undefined;
  });
}

/** The same for a suggestion. */
export function carryOutSuggestion({ modelRef }: Seen, { id }: Suggestion): Promise<boolean> {
  return told(async () => {
    const { language } = getPreferences();
    const request = { ref: modelRef, suggestionId: id, language, correlationId: crypto.randomUUID() };
    return (await modelEditor.applyAISuggestion(request)).commit?.version;
  });
}

async function told(work: () => Promise<number | undefined>): Promise<boolean> {
  const t = wordsNow(words);
  try {
    const version = await work();
    if (version === undefined) return false;
    notify({ tone: 'done', text: t.done(version) });
    await refreshAnswers();
    return true;
  } catch (error) {
    const isStale = error instanceof AmeideError && error.reason === 'suggestion_stale';
    notify({ tone: 'trouble', ...describeProblem(error), ...(isStale ? { text: t.stale } : {}) });
    return false;
  }
}

/** The sentence of the server has names, but is English. */
function misfitOf(diagnostic: Diagnostic | undefined): string {
  const { language } = getPreferences();
  const { misfit } = wordsNow(words);
  if (language === 'en') return diagnostic?.message ?? misfit;
  const known = ruleWords(diagnostic?.code ?? '', language);
  return known ? `${known.title}. ${known.todo}` : (diagnostic?.message ?? misfit);
}
