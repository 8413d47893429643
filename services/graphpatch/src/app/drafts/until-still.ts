import { type Refused, refuse } from '../refusal.ts';
import { DraftMoved } from './ports.ts';

/** A draft that is changed while it is read is read again; so often at most. */
const ATTEMPTS = 10;

/** Reads a draft, and again as long as it is changed meanwhile. @param read throws DraftMoved then */
export async function untilStill<Answer extends object>(read: () => Promise<Answer>): Promise<Answer | Refused> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof DraftMoved)) throw error;
    }
  }
  return refuse('draft_conflict', undefined, { conflict: { serverVersion: 0 } });
}
