import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { until } from '@ameide/test-kit';
import { createGatewayRegistry } from '../src/adapters/gateway-registry.ts';
import { anAgent, found } from '../src/agent.fixture.ts';
import type { Registration } from '../src/ports.ts';
import { registrationOf } from '../src/registration.ts';
import { type RealPlatform, startRealPlatform } from './real-platform.ts';

describe('the gateway’s registry', { timeout: 60_000 }, () => {
  let platform: RealPlatform;
  before(async () => {
    platform = await startRealPlatform();
  });
  after(() => platform?.stop());

  const signal = new AbortController().signal;
  const registry = (secret = platform.secret) =>
    createGatewayRegistry({ transport: createServiceTransport(platform.gate.url), secret });
  const registration = (changes: Partial<Registration['source']> = {}): Registration => {
    const { definition } = found();
    assert.ok(definition.state === 'found');
    const said = registrationOf(anAgent(), definition.content);
    return { ...said, source: { ...said.source, ...changes } };
  };

  it('takes what is said of an Agent as it is said, for all tenants or for one', async () => {
    assert.deepEqual(await registry().register('*', registration(), signal), { state: 'done' });
    const [agent] = await platform.agents('globex');
    const { $typeName: _, ...profile } = agent!;
    assert.deepEqual(profile, registration().profile);
    assert.deepEqual(await registry().deregister('*', 'modeller', registration({ generation: 2 }).source, signal), {
      state: 'done',
    });
    assert.deepEqual(await platform.agents(), []);
    assert.deepEqual(await registry().deregister('acme', 'nobody', registration().source, signal), { state: 'done' });
  });

  it('refuses with its reason', async () => {
    const late = await registry().register('*', registration(), signal);
    assert.equal(late.state === 'refused' && late.reason, 'agent_superseded');
    const { profile, ...rest } = registration();
    const taken = await registry().register('*', { ...rest, profile: { ...profile, id: 'chat' } }, signal);
    assert.equal(taken.state === 'refused' && taken.reason, 'agent_id_taken');
    const forged = await registry('another secret, which is long enough').register('*', registration(), signal);
    assert.equal(forged.state === 'refused' && forged.reason, 'identity_header_forged');
  });

  it('is done with an agent that something newer stands for', async () => {
    const source = registration({ createdAt: '2026-02-01T00:00:00Z' });
    assert.deepEqual(await registry().register('*', source, signal), { state: 'done' });
    assert.deepEqual(await registry().deregister('*', 'modeller', registration().source, signal), { state: 'done' });
    assert.equal((await platform.agents()).length, 1);
  });

  it('is unreachable when nobody answers, and says nothing of it once nobody asks any more', async () => {
    await platform.gate.close();
    const answer = await registry().register('*', registration(), signal);
    assert.equal(answer.state, 'unreachable');
    await platform.gate.open();
    const aborted = AbortSignal.abort(new Error('the operator stops'));
    await assert.rejects(registry().register('*', registration(), aborted), /the operator stops/);
    assert.deepEqual(await registry().deregister('acme', 'x', registration().source, signal), { state: 'done' });
  });

  it('is not asked again while a call has just run out of time', async () => {
    let calls = 0;
    const silent = createServer((socket) => void socket.on('error', () => {}));
    silent.on('connection', () => calls++);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const transport = createServiceTransport(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
      const late = createGatewayRegistry({ transport, secret: platform.secret, timeoutMs: 2_000 });
      const first = await late.register('*', registration(), signal);
      assert.equal(first.state, 'unreachable');
      assert.deepEqual(await late.register('*', registration(), signal), first);
      assert.equal(calls, 1);
      await until(async () => {
        await late.deregister('*', 'modeller', registration().source, signal);
        return calls === 2;
      });
    } finally {
      silent.close();
    }
  });
});
