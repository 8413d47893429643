import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTemporalServer, type TemporalServer, temporalSkipReason } from '@ameide/operator-process/testing';
import { type Attempt, isFault } from '@ameide/primitives/outside';
import { type Calls, callsOf } from '@ameide/primitives/temporal';
import { freePort, until } from '@ameide/test-kit';
import { temporalNamespaces } from '../src/adapters/temporal/temporal-namespaces.ts';
import type { WantedWorkflowNamespaces, WorkflowNamespaces } from '../src/ports.ts';

const { signal } = new AbortController();
const NAME = 'tenant-acme-dev-cust';

describe('Temporal as the place of a tenant’s workflows', { skip: temporalSkipReason() }, () => {
  let server: TemporalServer;
  let calls: Calls;
  let workflows: WorkflowNamespaces;
  let writes = 0;
  const attempt: Attempt = { check: () => void writes++, signal };
  before(async () => {
    server = await startTemporalServer();
    calls = callsOf({ address: server.address });
    workflows = temporalNamespaces(calls);
  });
  after(async () => {
    await calls?.close();
    await server?.stop();
  });

  const wanted = (more: Partial<WantedWorkflowNamespaces> = {}): WantedWorkflowNamespaces => ({
    tenant: 'acme',
    names: [NAME],
    others: [],
    retentionDays: 30,
    onDelete: 'retain',
    ...more,
  });
  /** On a busy machine Temporal may take longer than the operator waits; then it asks again, too. */
  const answered = (more?: Partial<WantedWorkflowNamespaces>) =>
    until(async () => {
      const answer = await workflows.provision(wanted(more), attempt);
      return isFault(answer) && answer.fault === 'unreachable' ? false : answer;
    });
  const provided = async (more?: Partial<WantedWorkflowNamespaces>) => {
    const answer = await answered(more);
    assert.ok(!isFault(answer), JSON.stringify(answer));
    return answer;
  };
  const described = async (namespace: string) => {
    const { workflowService } = server.connection;
    return workflowService.describeNamespace({ namespace }).catch(() => undefined);
  };
  const daysOf = async (namespace: string) =>
    Number((await described(namespace))?.config?.workflowExecutionRetentionTtl?.seconds) / 86_400;

  it('makes a namespace that says whose it is, and writes nothing when there is nothing to do', async () => {
    assert.deepEqual(await provided(), { kept: [] });
    const found = await described(NAME);
    assert.deepEqual([found?.namespaceInfo?.data?.['ameide.tenant'], await daysOf(NAME)], ['acme', 30]);
    await until(async () => {
      writes = 0;
      await provided();
      return writes === 0;
    });
  });

  it('changes the retention, and nothing else', async () => {
    await provided({ retentionDays: 7 });
    await until(async () => (await daysOf(NAME)) === 7);
    assert.equal((await described(NAME))?.namespaceInfo?.data?.['ameide.tenant'], 'acme');
    await provided();
    await until(async () => (await daysOf(NAME)) === 30);
  });

  it('takes none of somebody else, until that is handed over', async () => {
    const theirs = await answered({ tenant: 'other' });
    assert.ok(isFault(theirs) && theirs.fault === 'conflict', JSON.stringify(theirs));
    assert.equal((await described(NAME))?.namespaceInfo?.data?.['ameide.tenant'], 'acme');

    const name = 'tenant-acme-prod-cust';
    await server.createNamespace(name);
    const unmarked = await until(async () => {
      const answer = await answered({ names: [name] });
      return isFault(answer) && answer;
    });
    assert.equal(unmarked.fault, 'conflict');
    assert.match(
      unmarked.message,
      /temporal operator namespace update -n tenant-acme-prod-cust --data ameide.tenant=acme/,
    );
    const updateInfo = { data: { 'ameide.tenant': 'acme' } };
    await server.connection.workflowService.updateNamespace({ namespace: name, updateInfo });
    await until(async () => !isFault(await answered({ names: [name] })));
  });

  it('keeps or removes what is no longer wanted, and nothing that is not the tenant’s', async () => {
    const others = [NAME, 'never-was', 'default'];
    assert.deepEqual(await provided({ names: [], others }), { kept: [NAME] });
    await provided({ names: [], others, onDelete: 'delete' });
    await until(async () => (await described(NAME)) === undefined);
    assert.ok(await described('default'));
    assert.deepEqual(await provided({ names: [], others }), { kept: [] });
  });

  it('is unreachable where nothing listens and while it stands still, and throws nothing for that', async () => {
    const nowhere = callsOf({ address: `127.0.0.1:${await freePort()}` });
    const away = await temporalNamespaces(nowhere).provision(wanted(), attempt);
    assert.ok(isFault(away) && away.fault === 'unreachable', JSON.stringify(away));
    await nowhere.close();

    await server.process.pause();
    const silent = await workflows.provision(wanted(), attempt).finally(() => server.process.resume());
    assert.ok(isFault(silent) && silent.fault === 'unreachable', JSON.stringify(silent));
    await provided();
  });
});
