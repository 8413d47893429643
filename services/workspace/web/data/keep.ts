/** What this browser remembers for one person; another person who signs in here does not see it. */
let prefix = 'ameide.nobody.';
let isForgotten = false;

export function rememberFor(personId: string): void {
  prefix = `ameide.${personId}.`;
}

/** Removes what is remembered for this person; what the page does until it is left is not remembered any more. */
export function forgetAll(): void {
  isForgotten = true;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Nothing was remembered then.
  }
}

export function keep(name: string, value: unknown): void {
  if (isForgotten) return;
  try {
    if (value === undefined || value === '') localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A full or forbidden store only costs the memory of this browser.
  }
}

export function kept<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
