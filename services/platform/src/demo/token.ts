import { parseArgs } from 'node:util';
import { SignInError, signIn } from '@ameide/demo-login';
import { DEFAULT_PORT } from '../config.ts';
import { demoUsers } from '../identity/demo-users.ts';

const logins = demoUsers.map(({ login }) => login);
const usage = `Usage: pnpm --silent demo:token [${logins.join('|')}] [--url <address>]

Signs a demo user in (${logins[0]} unless told) on a platform that runs, and prints an access token, good for 15 minutes.

  --url <address>   the platform; http://localhost:${DEFAULT_PORT} unless told`;

/** @returns what the command line asks for; undefined when it asks for nothing that there is */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const [login = logins[0], ...rest] = positionals;
    const user = demoUsers.find((one) => one.login === login);
    return user && rest.length === 0 ? { ...values, user } : undefined;
  } catch {
    return undefined;
  }
}

const asked = readArguments();
if (asked === undefined || asked.help) {
  (asked ? console.log : console.error)(usage);
  process.exit(asked ? 0 : 2);
}
const url = (asked.url ?? `http://localhost:${DEFAULT_PORT}`).replace(/\/+$/, '');
try {
  const { login: username, password } = asked.user;
  console.log((await signIn({ issuer: `${url}/oidc`, username, password })).accessToken);
} catch (error) {
  if (!(error instanceof SignInError)) throw error;
  console.error(`${error.message}\nStart a platform with demo users with: npx -y pnpm@12 start`);
  process.exit(1);
}
