import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { Code } from '@connectrpc/connect';
import {
  acmeArtifact,
  agent,
  bytes,
  document,
  globexArtifact,
  type Harness,
  type Person,
  refusedWith,
  rename,
  startHarness,
} from './harness.ts';

const second = 'second';
const refOf = (artifactId: string, branch = 'main') => `artifacts/${artifactId}/${branch}`;

let h: Harness;
/** Titles are ids here. */
const ids = new Map<string, string>();

before(async () => {
  h = await startHarness();
  const load = (artifactId: string, person: Person, branch = '') =>
    h.models.importModel({ artifactId, branch, document: bytes(document) }, h.as(person));
  await load(acmeArtifact, 'alice');
  await load(acmeArtifact, 'alice', second);
  await load(globexArtifact, 'carol');
  const propose = async (title: string, ref: string, person: Person, acting = {}) => {
    const operations = [rename('Ship', title)];
    const { patch } = await h.patches.proposePatch({ ref, operations, title }, h.as(person, acting));
    ids.set(title, patch!.id);
  };
  await propose('agent for alice', refOf(acmeArtifact), 'alice', agent);
  await propose('alice', refOf(acmeArtifact), 'alice');
  await propose('dora', refOf(acmeArtifact, second), 'dora');
  await propose('agent for dora', refOf(acmeArtifact, second), 'dora', agent);
  await propose('refused', refOf(acmeArtifact), 'alice', agent);
  await h.patches.rejectPatch({ patchId: ids.get('refused')! }, h.as('alice'));
  await propose('carol', refOf(globexArtifact), 'carol');
});
after(() => h.stop());

type Asked = Parameters<Harness['patches']['listPatches']>[0];

async function titles(person: Person, asked: Asked): Promise<string[]> {
  const { patches } = await h.patches.listPatches(asked, h.as(person));
  return patches.map(({ title }) => title);
}

test('one list has the patches of all models of the tenant, the last first, and nothing of another', async () => {
  const all = ['refused', 'agent for dora', 'dora', 'alice', 'agent for alice'];
  assert.deepEqual(await titles('bob', {}), all);
  assert.deepEqual(await titles('carol', {}), ['carol']);
  const paged: string[] = [];
  for (let pageToken = ''; ; ) {
    const page = await h.patches.listPatches({ pageSize: 2, pageToken }, h.as('bob'));
    paged.push(...page.patches.map(({ title }) => title));
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  assert.deepEqual(paged, all);
});

test('it can be narrowed by model, state and proposer', async () => {
  const ofSecond = { ref: refOf(acmeArtifact, second) };
  assert.deepEqual(await titles('alice', ofSecond), ['agent for dora', 'dora']);
  assert.deepEqual((await titles('alice', { artifactId: acmeArtifact })).length, 5);
  assert.deepEqual(await titles('alice', { artifactId: globexArtifact }), []);
  assert.deepEqual(await titles('alice', { state: PatchState.REJECTED }), ['refused']);
  assert.deepEqual(await titles('alice', { proposedBy: 'dora' }), ['dora']);
  assert.deepEqual(await titles('alice', { proposedBy: 'bpmn', ...ofSecond }), ['agent for dora']);
  const agents = ['refused', 'agent for dora', 'agent for alice'];
  assert.deepEqual(await titles('alice', { byAgents: true }), agents);
  assert.deepEqual(await titles('alice', { byAgents: true, state: PatchState.PROPOSED }), agents.slice(1));
});

test('what an agent proposes waits for the person it works for, what a person proposes for everybody else', async () => {
  assert.deepEqual(await titles('alice', { waitsForMe: true }), ['dora', 'agent for alice']);
  assert.deepEqual(await titles('dora', { waitsForMe: true }), ['agent for dora', 'alice']);
});

test('what somebody may not decide does not wait for them', async () => {
  assert.deepEqual(await titles('bob', { waitsForMe: true }), []);
});

test('what somebody else has decided is told to the person it was proposed for, at once', async () => {
  const leaving = new AbortController();
  const watch = (person: Person) => {
    const options = { ...h.as(person), signal: leaving.signal };
    return h.patches.watchPatches({}, options)[Symbol.asyncIterator]();
  };
  const changed = async (events: ReturnType<typeof watch>) => {
    for (;;) {
      const { value, done } = await events.next();
      assert.ok(done !== true, 'the stream has ended');
      if (value.event.case === 'changed') return;
    }
  };
  try {
    const [dora, carol] = [watch('dora'), watch('carol')];
    await Promise.all([changed(dora), changed(carol)]);
    let carolHears = false;
    void changed(carol).then(
      () => (carolHears = true),
      () => undefined,
    );
    const asked = { ref: refOf(acmeArtifact), operations: [rename('Ship', 'For Dora')], title: 'another for dora' };
    const { patch } = await h.patches.proposePatch(asked, h.as('dora', agent));
    await changed(dora);
    assert.deepEqual(await titles('dora', { decidedForMe: true }), []);
    await h.patches.rejectPatch({ patchId: patch!.id, reason: 'Not now' }, h.as('alice'));
    await changed(dora);
    assert.deepEqual(await titles('dora', { decidedForMe: true }), ['another for dora']);
    assert.deepEqual(await titles('alice', { decidedForMe: true }), [], 'what she has decided herself is no news');
    assert.equal(carolHears, false, 'another tenant hears nothing');
  } finally {
    leaving.abort();
  }
});

test('a page token of one list is none of another', async () => {
  const { nextPageToken: pageToken } = await h.patches.listPatches({ pageSize: 1 }, h.as('alice'));
  const other = h.patches.listPatches({ pageSize: 1, pageToken, waitsForMe: true }, h.as('alice'));
  await assert.rejects(other, refusedWith(Code.InvalidArgument, 'page_token_invalid'));
});
