/** What this browser remembers for one person; another person who signs in here does not see it. */
const LAST_PERSON = 'ameide.last-person';
let prefix = 'ameide.nobody.';
let isForgotten = false;

export function rememberFor(personId: string): void {
  prefix = `ameide.${personId}.`;
}

/** Removes what is remembered for this person; what the page does until it is left is not remembered any more. */
export function forgetAll(): void {
  isForgotten = true;
  keepPerson(undefined);
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Nothing was remembered then.
  }
}

export function keep(name: string, value: unknown): void {
  if (!isForgotten) write(prefix + name, value);
}

export function kept<T>(name: string): T | undefined {
  return read<T>(prefix + name);
}

/** Who was signed in here last; a page that opens without a connection is theirs. Undefined forgets them. */
export function keepPerson(person: unknown): void {
  write(LAST_PERSON, person);
}

export function keptPerson<T>(): T | undefined {
  return read<T>(LAST_PERSON);
}

function write(key: string, value: unknown): void {
  try {
    if (value === undefined || value === '') localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store only costs the memory of this browser.
  }
}

function read<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
