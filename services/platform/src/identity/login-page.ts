import type { DemoUser } from './demo-users.ts';

/** What a person sent that was not accepted. */
export interface FailedSignIn {
  readonly login: string;
}

/**
 * Who signs in: a demo user with one click, or by user and password. Each form posts `login` and `password` to its own address.
 */
export function loginPage(users: readonly DemoUser[], failed?: FailedSignIn): string {
  const choices = users.map(choice).join('\n');
  const [user, password] = failed
    ? [`value="${escapeAttribute(failed.login)}"`, 'autofocus aria-invalid="true" aria-describedby="problem"']
    : ['', ''];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – Ameide</title>
<style>
  :root { color-scheme: light dark; --ink: #1d2733; --soft: #5a6775; --page: #f2f4f7; --card: #fff; --line: #c3ccd6; --accent: #0b5cad; --problem: #a1181f }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6ebf1; --soft: #9aa7b5; --page: #12171d; --card: #1b222b; --line: #3b4754; --accent: #2f7fd1; --problem: #ff9a9a }
  }
  * { box-sizing: border-box }
  body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 1rem }
  main { background: var(--card); padding: 2rem; border: 1px solid var(--line); border-radius: 12px; width: 100%; max-width: 24rem }
  h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 }
  header p { color: var(--soft); margin: .25rem 0 1.5rem }
  label { display: block; font-weight: 600; margin-bottom: 1rem }
  input { display: block; width: 100%; margin-top: .25rem; font: inherit; font-weight: 400; color: inherit; background: transparent; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px }
  input[aria-invalid] { border-color: var(--problem) }
  button { width: 100%; margin-top: .25rem; font: inherit; font-weight: 600; padding: .625rem; border: 0; border-radius: 6px; background: var(--accent); color: #fff; cursor: pointer }
  button:hover { filter: brightness(1.1) }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  [role=alert] { color: var(--problem); margin: 0 0 1rem }
  .known { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line) }
  .known button { background: transparent; color: inherit; border: 1px solid var(--line) }
  section button { margin-bottom: .25rem; text-align: left }
  section small { display: block; font-weight: 400; opacity: .85 }
</style>
</head>
<body>
<main>
<header><h1>Sign in to Ameide</h1><p>This is a demo on your own machine.</p></header>
<section aria-label="Demo users">
${choices}
</section>
<form method="post" class="known">
${failed ? '<p role="alert" id="problem">That user and password do not match.</p>' : ''}
<label>User<input name="login" autocomplete="username" autocapitalize="none" required ${user}></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required ${password}></label>
<button type="submit">Sign in</button>
</form>
</main>
</body>
</html>`;
}

function choice({ login, password, name, tenantName, roles }: DemoUser): string {
  return `<form method="post"><input type="hidden" name="login" value="${login}"><input type="hidden" name="password" value="${password}">
<button type="submit">Continue as ${name}<small>${tenantName}, ${roles.join(', ')}, user ${login}</small></button></form>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
