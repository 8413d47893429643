import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DEPLOYMENT, HTTP_ROUTE } from '@ameide/primitives/objects';
import type { SignIn } from './sign-in.ts';
import { aCluster, aSurface, HOST, image, NAME } from './uisurface.fixture.ts';

type Status = ReturnType<ReturnType<typeof aCluster>['status']>;
const phaseOf = (outcome: Status) => (outcome.phase === 'stalled' ? outcome.reason : outcome.phase);

it('is ready when replicas of this spec serve and the Gateway serves the route as it is', () => {
  const cluster = aCluster();
  const surface = aSurface();
  const look = () => `${phaseOf(cluster.status(surface))} ${cluster.status(surface).conditions?.RouteAccepted?.reason}`;
  cluster.reconcile(surface);
  assert.equal(look(), 'progressing Pending');
  cluster.rollOut();
  assert.equal(look(), 'progressing Pending');
  cluster.answerRoute();
  assert.equal(look(), 'ready Accepted');
  assert.equal(cluster.status(surface).fields?.url, `https://${HOST}/`);
  assert.equal(cluster.status(surface).fields?.image, image('a'));
  cluster.reconcile(aSurface({ route: { hosts: ['www.example.com'] } }));
  assert.equal(look(), 'progressing Pending');
});

it('is stalled while the Gateway refuses the route, in the Gateway’s words, and says that replicas are missing as well', () => {
  const cluster = aCluster();
  cluster.reconcile(aSurface());
  cluster.rollOut(1);
  cluster.answerRoute({ accepted: 'False', reason: 'NoMatchingListenerHostname', message: 'no listener for it' });
  const outcome = cluster.status(aSurface());
  assert.equal(phaseOf(outcome), 'RouteRefused');
  assert.match(outcome.message, /NoMatchingListenerHostname: no listener for it/);
  assert.equal(outcome.degraded?.reason, 'ReplicasMissing');
  assert.equal(outcome.conditions?.RouteAccepted?.status, 'False');
  cluster.answerRoute();
  assert.equal(phaseOf(cluster.status(aSurface())), 'progressing');
});

it('is stalled without the Gateway API, since nobody can reach it, though it runs', () => {
  const cluster = aCluster({ missing: [HTTP_ROUTE] });
  cluster.reconcile(aSurface());
  cluster.rollOut();
  const outcome = cluster.status(aSurface());
  assert.equal(phaseOf(outcome), 'GatewayApiMissing');
  assert.match(outcome.message, /Install the Gateway API/);
  assert.equal(outcome.conditions?.RouteAccepted?.reason, 'ApiMissing');
});

it('is stalled while its client’s secret is missing, and says which', () => {
  const facts: SignIn[] = [{ state: 'secret_missing', message: 'Secret shop-oidc is not there.' }];
  const cluster = aCluster({ signIn: () => facts.at(-1)! });
  const surface = aSurface({ oidc: { clientId: 'shop', clientSecret: { name: 'shop-oidc', key: 'secret' } } });
  cluster.reconcile(surface);
  const outcome = cluster.status(surface);
  assert.equal(phaseOf(outcome), 'SecretMissing');
  assert.match(outcome.message, /shop-oidc/);
  assert.equal(outcome.conditions?.SignInReady?.status, 'False');
  facts.push({ state: 'wired', version: '7' });
  cluster.reconcile(surface);
  cluster.rollOut();
  cluster.answerRoute();
  assert.equal(phaseOf(cluster.status(surface)), 'ready');
  assert.equal(cluster.status(surface).conditions?.SignInReady?.reason, 'Wired');
  assert.equal(aCluster().status(aSurface()).conditions?.SignInReady?.reason, 'NotAsked');
});

it('says first that replicas do not start, and that it is paused with something left to do', () => {
  const cluster = aCluster();
  cluster.reconcile(aSurface());
  const conditions = [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' },
  ];
  cluster.change(DEPLOYMENT, NAME, { status: { observedGeneration: 1, conditions } });
  assert.equal(phaseOf(cluster.status(aSurface())), 'RolloutFailed');
  assert.equal(phaseOf(cluster.status(aSurface({ paused: true, image: image('b') }))), 'RolloutPaused');
});
