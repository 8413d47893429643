import { randomUUID } from 'node:crypto';
import type { AmeideClient } from '@ameide/sdk';
import type { Report } from '../figure.ts';

const ROUNDS = 3;
const WARM_UP = 40;

/** A chat with a question in it. */
interface Asked {
  readonly client: AmeideClient;
  readonly threadId: string;
}

/** Whole runs: a question in a chat of its own is answered by twenty tokens, which its client reads to the end. */
export async function benchRuns(report: Report, clients: readonly AmeideClient[]): Promise<void> {
  await rate(await ask(clients, WARM_UP), 2);
  const cases = [
    { callers: 1, runs: 100, target: '>= 60' },
    { callers: 16, runs: 320, target: '>= 150' },
  ];
  for (const { callers, runs, target } of cases) {
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rates.push(await rate(await ask(clients, runs), callers));
    report({
      figure: `runs_per_second_at_${callers}`,
      value: rates.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!,
      unit: 'runs/s',
      baseline: null,
      target,
      note: `20 tokens of a provider that takes no time; provider, platform and clients in processes of their own; median of ${ROUNDS} rounds of ${runs} runs`,
    });
  }
}

async function ask(clients: readonly AmeideClient[], count: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let index = 0; index < count; index++) {
    const client = clients[index % clients.length]!;
    const { chat } = await client.chatCommands.createChat({ title: 'Bench', idempotencyKey: randomUUID() });
    const message = { parts: [{ kind: { case: 'text' as const, value: { text: 'Hello' } } }] };
    await client.chatCommands.sendMessage({ threadId: chat!.id, message, idempotencyKey: randomUUID() });
    asked.push({ client, threadId: chat!.id });
  }
  return asked;
}

/** Runs per second. @throws when one does not complete */
async function rate(asked: Asked[], callers: number): Promise<number> {
  const count = asked.length;
  const start = performance.now();
  const work = async () => {
    for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
      let text = '';
      for await (const { payload } of next.client.generate({ threadId: next.threadId })) {
        if (payload.case === 'token') text += payload.value.text;
      }
      if (text.split(' ').length !== 21) throw new Error(`a run said "${text}"`);
    }
  };
  await Promise.all(Array.from({ length: callers }, work));
  return (count * 1000) / (performance.now() - start);
}
