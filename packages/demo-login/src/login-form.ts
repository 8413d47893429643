/** A form of a sign-in page, filled in. */
export interface FilledForm {
  /** Where to post it. */
  readonly action: string;
  readonly fields: URLSearchParams;
  /** Whether it asks for a password. */
  readonly asksPassword: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

/**
 * Fills in the first form of a page that is posted and asks for a password, or else the first one that is posted: the password, the user name (fields `login` or `username`), and what it
 * holds already in hidden fields.
 *
 * @returns undefined when the page has no such form
 */
export function fillLoginForm(
  html: string,
  pageUrl: string,
  username: string,
  password: string,
): FilledForm | undefined {
  const forms = [...html.matchAll(/(<form\b[^>]*\bmethod=["']?post\b[^>]*>)(.*?)(?:<\/form>|$)/gis)];
  const form = forms.find(([, , inside]) => /\btype=["']?password\b/i.test(inside!)) ?? forms[0];
  if (form === undefined) return undefined;
  const [, tag, body] = form as unknown as [string, string, string];
  const fields = new URLSearchParams();
  let asksPassword = false;
  for (const [input] of body.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(input, 'name');
    const type = attribute(input, 'type')?.toLowerCase();
    if (name === undefined) continue;
    if (type === 'password') {
      asksPassword = true;
      fields.set(name, password);
    } else if (name === 'login' || name === 'username') fields.set(name, username);
    else if (type === 'hidden') fields.set(name, attribute(input, 'value') ?? '');
  }
  return { action: new URL(attribute(tag, 'action') ?? '', pageUrl).href, fields, asksPassword };
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value?.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}
