import type { Command, Decided } from './command.ts';

/** The same command with another answer, such as the response of an RPC. What is kept for repeats is the new one. */
export function mapAnswer<Known, Answer, Mapped, Refused>(
  { idempotency: _, ...command }: Command<Known, Answer, Refused>,
  map: (answer: Answer) => Mapped,
): Command<Known, Mapped, Refused> {
  return {
    ...command,
    async decide(known, signal) {
      const outcome = await command.decide(known, signal);
      return 'refused' in outcome ? outcome : mapDecided(outcome, map);
    },
  };
}

function mapDecided<Answer, Mapped, Refused>(
  { answer, write, ...decided }: Decided<Answer, Refused>,
  map: (answer: Answer) => Mapped,
): Decided<Mapped, Refused> {
  const mapped = { ...decided, answer: map(answer) };
  if (!write) return mapped;
  return {
    ...mapped,
    async write(tx) {
      const written = await write(tx);
      return written && 'answer' in written ? { answer: map(written.answer) } : written;
    },
  };
}
