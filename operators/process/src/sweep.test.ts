import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Place, Removal } from './ports.ts';
import { sweepDeployments } from './sweep.ts';

const { signal } = new AbortController();
const at = (deployment: string): Place => ({ namespace: 'sales', deployment });

/** One sweep over these records, where Temporal answers so, and `ameide-dev/there` is a Process. */
async function sweep(recorded: readonly string[], answer: (deployment: string) => Removal) {
  const kept = new Set(recorded);
  const asked: string[] = [];
  const { run } = sweepDeployments({
    temporal: {
      remove: async ({ deployment }) => {
        asked.push(deployment);
        return answer(deployment);
      },
    },
    records: {
      keep: () => assert.fail('a sweep writes nothing down'),
      all: async () => recorded.map(at),
      forget: async ({ deployment }) => void kept.delete(deployment),
    },
  });
  const isThere = (key: string) => key === 'ameide-dev/there';
  const error = await run({ isThere, check: () => {} }, signal).catch((thrown: Error) => thrown);
  return { kept: [...kept], asked, error };
}

it('asks nothing about a Process that is there', async () => {
  const { asked, kept } = await sweep(['ameide-dev/there'], () => ({ state: 'gone' }));
  assert.deepEqual([asked, kept], [[], ['ameide-dev/there']]);
});

it('remembers what is not gone yet, and goes on with the others', async () => {
  const answers: Record<string, Removal> = {
    'ameide-dev/busy': { state: 'waiting' },
    'ameide-dev/silent': { state: 'unreachable', message: 'nobody' },
    'ameide-dev/managed': { state: 'refused', message: 'somebody manages it' },
    'ameide-dev/gone': { state: 'gone' },
  };
  const { kept, error } = await sweep(Object.keys(answers), (deployment) => answers[deployment]!);
  assert.deepEqual(kept, ['ameide-dev/busy', 'ameide-dev/silent', 'ameide-dev/managed']);
  assert.match(String(error), /ameide-dev\/managed in sales: somebody manages it/);
  assert.doesNotMatch(String(error), /silent|busy/);
});
