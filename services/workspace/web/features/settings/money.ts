const NANO_DIGITS = 9;

/** Nano-dollars as people read money, exactly: at least cents, and as many digits more as there are. */
export function moneyText(nano: bigint, language: string): string {
  const [sign, size] = nano < 0n ? ['-', -nano] : ['', nano];
  const digits = String(size).padStart(NANO_DIGITS + 1, '0');
  const [whole, fraction] = [digits.slice(0, -NANO_DIGITS), digits.slice(-NANO_DIGITS).replace(/0{1,7}$/, '')];
  const format = new Intl.NumberFormat(language, {
    ...{ style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: NANO_DIGITS },
  });
  // A text keeps every digit; a number would not.
  return format.format(`${sign}${whole}.${fraction}` as Intl.StringNumericLiteral);
}
