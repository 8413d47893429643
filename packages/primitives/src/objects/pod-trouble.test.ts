import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import type { V1ContainerStatus, V1PodStatus } from '@kubernetes/client-node';
import { podTrouble } from './pod-trouble.ts';

const pod = (status: V1PodStatus, name = 'orders-1'): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ameide-dev', uid: `u-${name}`, resourceVersion: '1' },
  status,
});
const container = (more: Partial<V1ContainerStatus>): V1PodStatus => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'main', image: '', imageID: '', ready: false, restartCount: 0, ...more }],
});
const waiting = (reason: string, message?: string) =>
  container({ state: { waiting: { reason, ...(message !== undefined && { message }) } } });

it('is told in the words of who has it', () => {
  const told = (status: V1PodStatus) => podTrouble([pod(status)]) ?? '';
  assert.match(
    told(waiting('CreateContainerConfigError', 'secret "nope" not found')),
    /main: .*secret "nope" not found/,
  );
  assert.match(told(waiting('ImagePullBackOff', 'Back-off pulling image "x"')), /ImagePullBackOff, Back-off pulling/);
  const unscheduled = {
    type: 'PodScheduled',
    status: 'False',
    message: '0/3 nodes are available: 3 Insufficient cpu.',
  };
  assert.match(told({ phase: 'Pending', conditions: [unscheduled] }), /has no node: 0\/3 nodes .* Insufficient cpu/);
  const ended = { exitCode: 137, reason: 'OOMKilled' };
  const crashed = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting' } };
  assert.match(
    told(container({ state: crashed, lastState: { terminated: ended } })),
    /ends with code 137 \(OOMKilled\)/,
  );
  assert.match(told(container({ state: { running: {} } })), /its readiness probe fails/);
  assert.match(told({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }), /has failed: Evicted, low on/);
  assert.match(told(waiting('ContainerCreating')), /kubectl describe pod orders-1 -n ameide-dev/);
  const init = { initContainerStatuses: waiting('ErrImagePull', 'denied').containerStatuses! };
  assert.match(told({ phase: 'Pending', ...init, ...waiting('PodInitializing') }), /ErrImagePull, denied/);
});

it('does not change while a container waits ever longer', () => {
  const crash = (pause: string) =>
    container({
      state: { waiting: { reason: 'CrashLoopBackOff', message: `back-off ${pause} restarting` } },
      lastState: { terminated: { exitCode: 1 } },
    });
  assert.equal(podTrouble([pod(crash('10s'))]), podTrouble([pod(crash('5m0s'))]));
});

it('is not there where pods run, are just beginning, or are done', () => {
  const fine = [
    container({ state: { running: {} }, ready: true }),
    container({ state: { running: {} }, started: false }),
    { phase: 'Succeeded' },
    { phase: 'Pending' },
    {},
  ];
  assert.equal(podTrouble(fine.map((status, index) => pod(status, `orders-${index}`))), undefined);
});

it('is told of a few, and of how many more', () => {
  const all = ['c', 'a', 'b', 'd'].map((name) => pod(waiting('ErrImagePull', 'no'), name));
  const told = podTrouble(all) ?? '';
  assert.ok(told.startsWith('Pod a,') && told.includes('Pod b,') && told.includes('2 more'), told);
});
