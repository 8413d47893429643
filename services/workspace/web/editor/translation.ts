import { getPreferences } from '../design/preferences.ts';
import { germanTexts } from './german-texts.ts';

/** Lets bpmn-js speak the person's language; what has no German text stays English. */
export const translation = { translate: ['value', translate] };

/** @param english with the names of values in braces */
function translate(english: string, values: Readonly<Record<string, string>> = {}): string {
  const text = getPreferences().language === 'de' ? (germanTexts[english] ?? english) : english;
  return text.replaceAll(/{([^}]+)}/g, (whole, name: string) => values[name] ?? whole);
}
