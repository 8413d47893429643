import { getPreferences } from '../../design/preferences.ts';

const UNITS = ['kilobyte', 'megabyte'] as const;

/** Such as `340 kB`; at least one. */
export function formatSize(bytes: number): string {
  let unit = 0;
  let value = Math.max(1, bytes / 1_000);
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const maximumFractionDigits = value < 10 && unit > 0 ? 1 : 0;
  const style = { style: 'unit', unit: UNITS[unit]!, unitDisplay: 'short', maximumFractionDigits } as const;
  return new Intl.NumberFormat(getPreferences().language, style).format(value);
}
