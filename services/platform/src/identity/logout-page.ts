import { hash } from 'node:crypto';

const SUBMIT = "document.getElementById('op.logoutForm').submit()";

/**
 * Confirms that somebody signs out.
 * @param form the provider's own, which lacks the answer
 * @param atOnce whether the application has asked, with the person's id token; then the browser confirms by itself
 * @returns the page, and the policy under which its script runs
 */
export function logoutPage(form: string, atOnce: boolean): { readonly html: string; readonly policy: string } {
  const script = atOnce ? `<script>${SUBMIT}</script>` : '';
  const policy = `default-src 'none'; script-src 'sha256-${hash('sha256', SUBMIT, 'base64')}'; frame-ancestors 'none'`;
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign out – Ameide</title></head>
<body>
${form}
<input type="hidden" form="op.logoutForm" name="logout" value="yes">
<button type="submit" form="op.logoutForm">Sign out</button>
${script}
</body>
</html>`;
  return { html, policy };
}
