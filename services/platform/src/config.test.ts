import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConfigError } from '@ameide/service-kit/config';
import { readCommandLine } from './config.ts';

const faultsOf = (args: readonly string[], env: Record<string, string>): readonly string[] => {
  try {
    readCommandLine(args, env, '/base');
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
};

it('listens on this machine only, with the offline model and the samples, unless told', () => {
  const { config, imports } = readCommandLine([], {}, '/base');
  assert.deepEqual(imports, []);
  const { models, ...rest } = config;
  assert.deepEqual([models?.openaiApiKey, models?.providers], [undefined, []]);
  assert.deepEqual(rest, {
    host: '127.0.0.1',
    port: 8080,
    dataDirectory: '/base/.ameide',
    issuers: [],
    streams: { perUser: 64, perTenant: 1_000 },
    logLevel: 'info',
    agentModel: 'offline',
    samples: true,
    chats: { retention: { days: 30, daysOf: {} }, keyEncryptionKeys: [] },
  });
});

it('believes the command line before the environment, and starts relative paths where it was called', () => {
  const args = ['--port', '9000', '--data', 'here', '--import', 'a.bpmn', '--import', '/b', '--no-samples'];
  const { config, imports } = readCommandLine(args, { PORT: '1', AMEIDE_DATA: '/there' }, '/base');
  assert.deepEqual([config.port, config.dataDirectory, config.samples], [9000, '/base/here', false]);
  assert.deepEqual(imports, ['/base/a.bpmn', '/b']);
  // As `pnpm start -- …` hands them on.
  assert.deepEqual(readCommandLine(['--', ...args], {}, '/base').config.port, 9000);
});

it('never lets other machines reach the demo users, whose passwords are public', () => {
  for (const HOST of ['0.0.0.0', '::', '192.168.1.7', 'laptop.example']) {
    assert.match(faultsOf([], { HOST }).join(), /^HOST: .*OIDC_ISSUER/);
    const OIDC_ISSUER = 'https://id.example/realms/ameide';
    assert.match(faultsOf([], { HOST, OIDC_ISSUER }).join(), /^PUBLIC_URL: must be set/);
    assert.deepEqual(faultsOf([], { HOST, OIDC_ISSUER, PUBLIC_URL: 'https://platform.example' }), []);
  }
  for (const HOST of ['127.0.0.1', '::1', 'localhost']) assert.deepEqual(faultsOf([], { HOST }), []);
});

it('takes several issuers, each with the tenants that it may speak for', () => {
  const issuers = [
    { issuer: 'https://id.example/realms/ameide', audience: 'platform-app', tenants: '*' },
    { issuer: 'https://id.example/realms/acme', audience: 'acme-app', tenants: ['acme'] },
  ];
  const env = { HOST: '0.0.0.0', PUBLIC_URL: 'https://platform.example', OIDC_ISSUERS: JSON.stringify(issuers) };
  assert.deepEqual(readCommandLine([], env, '/base').config.issuers, issuers);
  assert.match(faultsOf([], { OIDC_ISSUERS: '[]' }).join(), /^OIDC_ISSUERS: /);
});

it('refuses a model that agents could not run on', () => {
  const faultOf = (AGENT_MODEL: string, env = {}) => faultsOf([], { AGENT_MODEL, ...env }).join();
  for (const name of ['magic', 'openai:', 'openai: ', 'gpt-5', 'Offline']) {
    assert.match(faultOf(name), /^AGENT_MODEL: The model is none of "offline", "openai:<model>"/);
  }
  assert.match(faultOf('openai:gpt-5'), /^AGENT_MODEL: The model openai:gpt-5 needs a key: set OPENAI_API_KEY/);
  assert.match(faultOf('anthropic:claude'), /set ANTHROPIC_API_KEY/);
  assert.equal(faultOf('openai:gpt-5', { OPENAI_API_KEY: 'k' }), '');
  assert.equal(faultOf('openai:qwen3', { OPENAI_BASE_URL: 'http://localhost:11434/v1' }), '');
  assert.equal(faultOf('anthropic:claude', { ANTHROPIC_API_KEY: 'k' }), '');
  const MODEL_PROVIDERS = JSON.stringify([{ name: 'groq', baseUrl: 'https://groq.example', apiKeyVariable: 'KEY' }]);
  assert.equal(faultOf('groq:llama', { MODEL_PROVIDERS }), '');
  assert.equal(readCommandLine([], { MODEL_PROVIDERS, KEY: 'k' }, '/').config.models?.providers?.[0]?.apiKey, 'k');
});

it('lists every fault at once, and what no option is', () => {
  const faults = faultsOf(['--port', '0'], { OPENAI_BASE_URL: 'nowhere', LOG_LEVEL: 'loud' });
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['PORT', 'LOG_LEVEL', 'OPENAI_BASE_URL'],
  );
  assert.match(faultsOf(['--prot', '1'], {}).join(), /--prot/);
});
