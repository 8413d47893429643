import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { it } from 'node:test';
import { createCookies } from './cookies.ts';

function cookieOf(secure: boolean, crossSite?: boolean): string {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  createCookies(secure, { sessionMs: 60_000, attemptMs: 1_000 }, crossSite).setSessionId(response, 'id');
  return String(response.getHeader('set-cookie'));
}

it('are of this site and this host, and come from other sites only over https and where that is asked for', () => {
  assert.equal(cookieOf(true), '__Host-ameide=id; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure');
  assert.equal(cookieOf(true, true), '__Host-ameide=id; Path=/; HttpOnly; SameSite=None; Max-Age=60; Secure');
  assert.equal(cookieOf(false, true), 'ameide=id; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
});
