import type { DemoUser } from './demo-users.ts';

/** The sign-in form. It posts `login` and `password` to its own address. */
export function loginPage(users: readonly DemoUser[], failed: boolean): string {
  const rows = users
    .map((user) => `<tr><td>${user.login}</td><td>${user.password}</td><td>${user.name}, ${user.tenantName}</td></tr>`)
    .join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – Ameide</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; color: #1d2733; background: #f4f6f8; display: grid; place-items: center; min-height: 100vh; margin: 0 }
  main { background: #fff; padding: 2rem 2.5rem; border-radius: 12px; box-shadow: 0 4px 24px #0001; width: 20rem }
  h1 { font-size: 1.25rem; margin: 0 0 1rem }
  label { display: block; margin-top: .75rem }
  input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; border: 1px solid #8a97a6; border-radius: 6px }
  button { width: 100%; margin-top: 1.25rem; font: inherit; padding: .6rem; border: 0; border-radius: 6px; background: #0b5cad; color: #fff; cursor: pointer }
  [role=alert] { color: #a1181f; margin: .5rem 0 0 }
  table { width: 100%; margin-top: 1.5rem; font-size: .8rem; color: #4b5866; border-collapse: collapse; text-align: left }
</style>
</head>
<body>
<main>
<h1>Sign in to Ameide</h1>
<form method="post">
<label>User<input name="login" autocomplete="username" required autofocus></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
${failed ? '<p role="alert">That user and password do not match. The demo users are below.</p>' : ''}
<button type="submit">Sign in</button>
</form>
<table><thead><tr><th>User</th><th>Password</th><th>Who</th></tr></thead><tbody>${rows}</tbody></table>
</main>
</body>
</html>`;
}
