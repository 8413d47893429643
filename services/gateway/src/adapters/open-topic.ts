import type { Frame } from '../app/frames/frame.ts';
import type { Refused } from '../app/refusal.ts';
import { type PeopleDeps, watchPeople } from '../app/subscriptions/people.ts';
import type { OpenTopic } from '../app/subscriptions/topic.ts';
import { watchRuns } from '../app/watch-runs.ts';
import { frameToWire } from '../wire/frame.ts';
import { decodeResumeToken } from '../wire/resume-token.ts';
import { peopleToWire } from '../wire/topic.ts';
import { aliveEvent, eventOf, idOf, type RemoteTopics } from './topics.ts';

/** @param accept throws what a refusal says */
export function createOpenTopic(
  deps: Parameters<typeof watchRuns>[0],
  people: PeopleDeps,
  remote: RemoteTopics,
  accept: (told: Frame | Refused) => Frame,
): OpenTopic {
  const runs: OpenTopic = async function* (caller, { topic, resumeToken }, signal) {
    const point = resumeToken === '' ? undefined : decodeResumeToken(resumeToken);
    for await (const told of watchRuns(deps, { ...caller, signal }, idOf(topic), point)) {
      if (told === 'alive') {
        yield aliveEvent;
        continue;
      }
      const frame = frameToWire(accept(told));
      yield eventOf({ case: 'frame', value: frame }, frame.resumeToken);
    }
  };
  return (caller, followed, signal) => {
    switch (followed.topic.kind) {
      case 'runs':
        return runs(caller, followed, signal);
      case 'people':
        return present(people, caller, followed.topic.place, signal);
      default:
        return remote[followed.topic.kind](caller, followed, signal);
    }
  };
}

async function* present(...watched: Parameters<typeof watchPeople>) {
  for await (const all of watchPeople(...watched)) {
    yield eventOf({ case: 'people', value: peopleToWire(all) }, '');
  }
}
