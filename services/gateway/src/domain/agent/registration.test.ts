import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AgentSource, decideRemoval, type Registration, registrationRefusal } from './registration.ts';

const source = (generation: number, createdAt = 1, name = 'modeller'): AgentSource => ({
  namespace: 'ameide-dev',
  name,
  createdAt,
  generation,
});
const known = (by: AgentSource, removed = false): Registration => ({ source: by, removed });

describe('the registration of an agent', () => {
  it('belongs to whoever comes first, until they take it away', () => {
    const other = source(9, 9, 'other');
    assert.equal(registrationRefusal(undefined, source(1)), undefined);
    assert.equal(registrationRefusal(known(source(1)), other), 'agent_id_taken');
    assert.equal(registrationRefusal(known(source(1), true), other), undefined);
    assert.equal(decideRemoval(known(source(1)), other), 'keep');
  });

  it('can be repeated, and be replaced by what is newer of its source', () => {
    for (const next of [source(3), source(4), source(1, 2)])
      assert.equal(registrationRefusal(known(source(3)), next), undefined);
    assert.equal(registrationRefusal(known(source(3)), source(2)), 'agent_superseded');
    assert.equal(registrationRefusal(known(source(1, 2)), source(7, 1)), 'agent_superseded');
  });

  it('does not come back by what was said before it was taken away', () => {
    const removed = known(source(3), true);
    assert.equal(registrationRefusal(removed, source(2)), 'agent_superseded');
    assert.equal(registrationRefusal(removed, source(3)), 'agent_superseded');
    assert.equal(registrationRefusal(removed, source(1, 2)), undefined);
    assert.equal(decideRemoval(known(source(3)), source(2)), 'agent_superseded');
    assert.equal(decideRemoval(undefined, source(2)), 'remove');
  });

  it('is in the end what the newest message says, in whatever order and how often messages arrive', () => {
    // Generation 4 is the deletion of the first object; then one of the same name is made.
    const messages = [
      { type: 'register', source: source(1) },
      { type: 'register', source: source(3) },
      { type: 'remove', source: source(4) },
      { type: 'register', source: source(1, 2) },
    ] as const;
    for (const last of [1, 2, 3]) {
      const said = messages.slice(0, last + 1);
      const repeated = fc.array(fc.constantFrom(...said), { maxLength: 6 });
      const orders = fc.shuffledSubarray([...said], { minLength: said.length });
      fc.assert(
        fc.property(orders, repeated, (order, again) => {
          let state: Registration | undefined;
          for (const message of [...order, ...again]) {
            if (message.type === 'register') {
              if (registrationRefusal(state, message.source) === undefined) state = known(message.source);
            } else if (decideRemoval(state, message.source) === 'remove') state = known(message.source, true);
          }
          assert.deepEqual(state, known(messages[last]!.source, messages[last]!.type === 'remove'));
        }),
      );
    }
  });
});
