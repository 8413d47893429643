import type { Timer, TimerType } from './property-values.ts';

const AMOUNT = String.raw`\d+(?:[.,]\d+)?`;
const DURATION = `P(?!$|/|T$|T/)(?:${AMOUNT}Y)?(?:${AMOUNT}M)?(?:${AMOUNT}W)?(?:${AMOUNT}D)?(?:T(?=\\d)(?:${AMOUNT}H)?(?:${AMOUNT}M)?(?:${AMOUNT}S)?)?`;
const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-4]):[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?`;
const forms: Readonly<Record<TimerType, RegExp>> = {
  duration: new RegExp(`^${DURATION}$`),
  date: new RegExp(`^${DATE}$`),
  cycle: new RegExp(`^R\\d*/(?:${DATE}/)?${DURATION}(?:/${DATE})?$`),
};
const EXPRESSION = /^=|[$#]\{/;
/** Engines take the form of cron for repetitions too. */
const CRON = /^(?:[\d*?/,\-LW#A-Z]+\s+){4,6}[\d*?/,\-LW#A-Z]+$/;

/** Whether engines can read when a timer fires: ISO 8601, or an expression that gives it. The server advises so too. */
export function isTimerForm({ type, text }: Timer): boolean {
  const written = text.trim();
  if (EXPRESSION.test(written)) return true;
  return forms[type].test(written) || (type === 'cycle' && CRON.test(written));
}
