/**
 * `name` if it is a plain lower-case SQL identifier, for use in statements that cannot take it as a parameter.
 * @throws TypeError otherwise.
 */
export function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) {
    throw new TypeError(`${JSON.stringify(name)} is not a plain SQL identifier (lower-case letters, digits, _)`);
  }
  return name;
}
