/** The code of a part of the page did not arrive. */
export class NotLoaded extends Error {
  /** Makes the part ask for its code anew when it is shown next: React keeps a failure for good. */
  readonly forget: () => void;

  constructor(cause: unknown, forget: () => void = () => {}) {
    super('a part of the page was not loaded', { cause });
    this.forget = forget;
  }
}

/** Whether the server has pages of a newer build than this one, which may lack what this one asks for. False when it is silent. */
export async function isOutdated(): Promise<boolean> {
  const own = document.querySelector('script[type=module][src]')?.getAttribute('src');
  try {
    const response = await fetch('/', { cache: 'no-store' });
    return response.ok && own != null && !(await response.text()).includes(`"${own}"`);
  } catch {
    return false;
  }
}
