import type { ServerResponse } from 'node:http';

const DEMO = `<li><code>npx -y pnpm@12 demo</code> tells the whole story: a chat, an agent's proposal, a review, a commit. (Add
<code>--url</code> and this address unless the port is 8080.)</li>
`;

/** What a person reads at `/about`: that this runs, and what else there is at this address. */
export function sendAboutPage(response: ServerResponse, issuer: string, isDemo: boolean): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ameide</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; color: #1d2733; max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem }
  code { background: #eef1f4; padding: .1rem .35rem; border-radius: 4px }
</style>
</head>
<body>
<h1>Ameide is running</h1>
<p>People and AI agents work on the same enterprise models here. <a href="/">Open the workspace</a>, or use this address with the
<code>AmeideClient</code> of <code>@ameide/sdk</code>: it speaks Connect-RPC, too.</p>
<ul>
${isDemo ? DEMO : ''}<li><a href="/readyz">/readyz</a> says whether every service is ready.</li>
<li><a href="${issuer}/.well-known/openid-configuration">OpenID configuration</a> of ${isDemo ? 'the demo users' : 'who signs people in'}.</li>
</ul>
</body>
</html>`);
}
