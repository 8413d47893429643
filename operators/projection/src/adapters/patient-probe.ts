import type { Freshness } from '../freshness.ts';
import type { FreshnessProbe } from '../ports.ts';

/** How patient a probe is. */
export interface PatienceOptions {
  /** How long whoever asks waits, in ms; 250 by default. */
  readonly patienceMs?: number;
  /** How long an answer that came late is kept for who asks next, in ms; 120,000 by default. */
  readonly keepMs?: number;
}

/** Something that a projection was asked and did not answer in time. */
interface Question {
  /** What it had answered before; then what it answered at last. */
  answer: Freshness;
  open: boolean;
}

const NOT_YET: Freshness = { state: 'unknown', message: 'Its status endpoint has not answered yet.' };

/**
 * Lets nobody wait for projections that are slow or hang, since a few of them would hold up all the others. They are asked
 * in the background, and who asks next is given that answer, until they are quick again.
 */
export function createPatientProbe(probe: FreshnessProbe, options: PatienceOptions = {}): FreshnessProbe {
  const { patienceMs = 250, keepMs = 120_000 } = options;
  const questions = new Map<string, Question>();

  /** Resolves when there is an answer, or none after the time that one waits. */
  const put = async (key: string, question: Question, asking: Promise<Freshness>): Promise<Freshness | undefined> => {
    questions.set(key, question);
    const forget = () => {
      if (questions.get(key) === question) questions.delete(key);
    };
    const patience = Promise.withResolvers<undefined>();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      patience.resolve(undefined);
    }, patienceMs);
    const answered = asking
      .then((answer) => {
        Object.assign(question, { answer, open: false });
        if (isLate) setTimeout(forget, keepMs).unref();
        else forget();
        return answer;
      })
      .catch((error: unknown) => {
        forget();
        throw error;
      })
      .finally(() => clearTimeout(timer));
    // Whoever no longer waits is not told.
    answered.catch(() => {});
    return Promise.race([answered, patience.promise]);
  };

  return {
    async ask(projection, signal) {
      const key = `${projection.namespace}/${projection.name}`;
      const before = questions.get(key);
      if (before?.open) return before.answer;
      const answer = before?.answer ?? NOT_YET;
      const asked = put(key, { answer, open: true }, probe.ask(projection, signal));
      if (before === undefined) return (await asked) ?? NOT_YET;
      asked.catch(() => {});
      return answer;
    },
  };
}
