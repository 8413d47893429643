/** What others may call somebody: of an address of e-mail only what stands before its `@`. */
export function displayName(name: string): string {
  return /^([^\s@]+)@\S+$/.exec(name)?.[1] ?? name;
}
