import { notifyProblem } from './problem.ts';
import { refreshAnswers } from './query-client.ts';

/** Carries out what a person asked for, and shows what came of it; tells what went wrong. @returns whether it was done */
export async function attempt(command: () => Promise<unknown>): Promise<boolean> {
  try {
    await command();
    await refreshAnswers();
    return true;
  } catch (error) {
    notifyProblem(error);
    return false;
  }
}
