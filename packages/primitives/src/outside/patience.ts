/** How patient one is. */
export interface PatienceOptions<Answer> {
  /** What there is to say of a system that has not answered yet. */
  readonly notYet: Answer;
  /** How long whoever asks waits, in ms; 250 by default. */
  readonly patienceMs?: number;
  /** How long an answer that came late is kept for who asks next, in ms; 120,000 by default. */
  readonly keepMs?: number;
}

/** Something that was asked and not answered in time. */
interface Question<Answer> {
  /** What was answered before; then what is answered at last. */
  answer: Answer;
  open: boolean;
}

/**
 * For many systems of which each concerns one object: nobody waits for those that are slow or hang, since a few of them
 * would hold up all the others. They are asked in the background, and who asks next is given that answer, until they are
 * quick again. Only for what can be asked at any time, and again.
 *
 * @returns asks the system of that key; rejects as `ask` does, if that is in time
 */
export function createPatience<Answer>(options: PatienceOptions<Answer>) {
  const { notYet, patienceMs = 250, keepMs = 120_000 } = options;
  const questions = new Map<string, Question<Answer>>();

  /** Resolves when there is an answer, or after the time that one waits, with what is known until then. */
  const put = async (key: string, question: Question<Answer>, asking: Promise<Answer>): Promise<Answer> => {
    questions.set(key, question);
    const forget = () => {
      if (questions.get(key) === question) questions.delete(key);
    };
    const patience = Promise.withResolvers<Answer>();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      patience.resolve(question.answer);
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

  return async (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const before = questions.get(key);
    if (before?.open) return before.answer;
    const known = before === undefined ? notYet : before.answer;
    const asked = put(key, { answer: known, open: true }, ask());
    if (before === undefined) return asked;
    asked.catch(() => {});
    return known;
  };
}
