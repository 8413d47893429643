const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;
const NANO = 1_000_000_000n;

/** A line of CSV as RFC 4180 has it. A text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers. */
export function csvLine(cells: readonly (string | number | bigint | boolean)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** Nano-dollars as dollars, exactly: `-0.000000012`. */
export function dollars(nano: bigint): string {
  const [sign, size] = nano < 0n ? ['-', -nano] : ['', nano];
  const fraction = String(size % NANO)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${sign}${size / NANO}${fraction && '.'}${fraction}`;
}

function cell(value: string | number | bigint | boolean): string {
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
