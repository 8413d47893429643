import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { HttpApi, HttpRoute } from './http-api.ts';
import { createRouteMatcher } from './match-route.ts';

const route = (method: HttpRoute['method'], path: string): HttpRoute => ({
  method,
  path,
  access: 'graph.viewer',
  answer: async () => ({ status: 200 }),
});
const api = (prefix: string, ...routes: HttpRoute[]): HttpApi => ({
  prefix,
  routes,
  refusal: () => ({ status: 500 }),
});
const one = route('GET', '/v1/models/{model}');
const all = route('GET', '/v1/models');
const find = createRouteMatcher([api('/v1', all, one), api('/mcp', route('POST', '/mcp'))]);

it('finds the route of a method and a path, and what its parameters are', () => {
  assert.equal(find('GET', '/v1/models')?.route, all);
  assert.deepEqual(find('GET', '/v1/models/agent%3Abpmn')?.params, { model: 'agent:bpmn' });
  assert.equal(find('GET', '/v1/models/agent:bpmn')?.route, one);
});

it('knows what is below a prefix and no route: another method, too few or too many segments, what cannot be decoded', () => {
  for (const path of ['/v1', '/v1/models/', '/v1/models/a/b', '/v1/models/%E0%A4', '/v1/else']) {
    const match = find('GET', path);
    assert.ok(match !== undefined && match.route === undefined, path);
  }
  assert.equal(find('POST', '/v1/models')?.route, undefined);
});

it('leaves every other path to others', () => {
  for (const path of ['/', '/v10/models', '/mcpx', '/threads/1']) assert.equal(find('GET', path), undefined);
});
