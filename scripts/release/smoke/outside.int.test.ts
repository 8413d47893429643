import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { findExecutable } from '../../components/executable.ts';
import type { CheckResult } from './check.ts';
import { smokeLane, wrongOnes } from './smoke.ts';

const skip = (await findExecutable('openssl')) ? false : 'there is no openssl to make a certificate with';
const root = join(import.meta.dirname, '../../..');

/** What the hosts of the lane answer; each test makes one thing wrong. */
interface Answers {
  issuer: string;
  tokenEndpoint: string;
  wwwLeadsTo: string;
  hsts: string | undefined;
  health: number;
}

describe('the smoke from outside, over TLS', { skip }, () => {
  const domain = 'lane.example';
  let folder: string;
  let ca: string;
  let servers: { whole: Server; narrow: Server };
  let port: number;
  let answers: Answers;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ameide-smoke-'));
    await makeCertificate('whole', `DNS:${domain},DNS:*.${domain}`);
    await makeCertificate('narrow', `DNS:platform.${domain}`);
    ca = `${await readFile(join(folder, 'whole.crt'), 'utf8')}${await readFile(join(folder, 'narrow.crt'), 'utf8')}`;
    servers = { whole: await listen('whole'), narrow: await listen('narrow') };
    port = (servers.whole.address() as AddressInfo).port;
  });
  after(async () => {
    for (const server of Object.values(servers ?? {})) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function makeCertificate(name: string, names: string): Promise<void> {
    const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    await promisify(execFile)('openssl', ['req', '-x509', ...key, ...files, ...subject]);
  }

  async function listen(name: string): Promise<Server> {
    const [key, cert] = await Promise.all(['key', 'crt'].map((end) => readFile(join(folder, `${name}.${end}`))));
    const server = createServer({ key: key!, cert: cert! }, answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { hostname, pathname } = new URL(request.url ?? '/', `https://${request.headers.host}`);
    if (answers.hsts) response.setHeader('strict-transport-security', answers.hsts);
    if (hostname === `platform.${domain}` && pathname === '/healthz') response.writeHead(answers.health).end();
    else if (hostname === `www.${domain}`) {
      response.writeHead(301, { location: `${answers.wwwLeadsTo}${request.url}` }).end();
    } else if (hostname === `auth.${domain}` && pathname.endsWith('/openid-configuration')) {
      const realm = `https://auth.${domain}/realms/ameide`;
      const endpoint = (path: string) => `${realm}/protocol/openid-connect/${path}`;
      response.end(
        JSON.stringify({
          issuer: answers.issuer,
          authorization_endpoint: endpoint('auth'),
          token_endpoint: answers.tokenEndpoint,
          end_session_endpoint: endpoint('logout'),
          jwks_uri: endpoint('certs'),
        }),
      );
    } else if (pathname.endsWith('/certs')) response.end(JSON.stringify({ keys: [{ kty: 'RSA' }] }));
    else response.writeHead(404).end();
  }

  async function smoke(wrong: Partial<Answers> = {}, options: { port?: number; ca?: string } = {}) {
    answers = {
      issuer: `https://auth.${domain}/realms/ameide`,
      tokenEndpoint: `https://auth.${domain}/realms/ameide/protocol/openid-connect/token`,
      wwwLeadsTo: `https://${domain}`,
      hsts: 'max-age=86400',
      health: 200,
      ...wrong,
    };
    const results: CheckResult[] = await smokeLane({
      root,
      url: `https://platform.${domain}`,
      ca: options.ca ?? ca,
      connectTo: `127.0.0.1:${options.port ?? port}`,
      patienceMs: 0,
      say: () => {},
    });
    return { results, wrong: wrongOnes(results) };
  }

  test('is content with a lane that is well, and says what it could not look at', async () => {
    const { results, wrong } = await smoke();
    assert.deepEqual(wrong, []);
    const skipped = results.filter(({ outcome }) => outcome === 'skipped');
    assert.deepEqual(
      skipped.map(({ name }) => name),
      ['the story, by the SDK'],
    );
    assert.match(skipped[0]!.told, /SMOKE_TOKEN/);
  });

  const faults: [string, Partial<Answers>, RegExp][] = [
    ['health', { health: 503 }, /healthz answers 503/],
    ['an issuer with a slash more', { issuer: `https://auth.${domain}/realms/ameide/` }, /discovery says ".*ameide\/"/],
    ['an issuer inside', { issuer: 'http://keycloak:8080/realms/ameide' }, /discovery says "http:\/\/keycloak/],
    ['an endpoint inside', { tokenEndpoint: 'http://keycloak:8080/token' }, /token_endpoint is http:\/\/keycloak/],
    ['a redirect that loses TLS', { wwwLeadsTo: `http://${domain}` }, /leads to "http:\/\/lane.example\/some/],
    ['no HSTS', { hsts: undefined }, /Strict-Transport-Security is missing/],
  ];
  for (const [what, answers, says] of faults) {
    test(`finds ${what}`, async () => {
      const { wrong } = await smoke(answers);
      assert.equal(wrong.length, 1, wrong.join('\n'));
      assert.match(wrong[0]!, says);
    });
  }

  test('finds a certificate that leaves hosts out', async () => {
    const { wrong } = await smoke({}, { port: (servers.narrow.address() as AddressInfo).port });
    assert.match(wrong.find((line) => line.startsWith('the certificate'))!, /does not match certificate's altnames/);
  });

  test('does not trust an authority that nobody named', async () => {
    const { wrong } = await smoke({}, { ca: '' });
    assert.match(wrong[0]!, /does not answer: DEPTH_ZERO_SELF_SIGNED_CERT/);
  });
});
