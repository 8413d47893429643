import { findPersonalData } from './personal-data.ts';

const PLACEHOLDER = /\[(?:CARD|EMAIL|IBAN|ID|KEY|PHONE)_\d{1,6}\]/g;
/** An end of a text that may become a placeholder. None is longer. */
const BEGUN = /\[(?:[A-Z]{0,5}|[A-Z]{2,5}_\d{0,6})$/;

/**
 * What stands for personal data in one call of a model, such as `[EMAIL_1]`. Numbers follow the order in which texts are masked, so
 * masking the same texts in the same order gives the same ones: nothing has to be kept between two calls.
 */
export class Placeholders {
  readonly #placeholders = new Map<string, string>();
  readonly #values = new Map<string, string>();
  /** What people or models have written themselves, which stands for nothing. */
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** How many values are masked. */
  get size(): number {
    return this.#values.size;
  }

  /** Puts placeholders into a text, the same for the same value. */
  mask(text: string): string {
    for (const [written] of text.matchAll(PLACEHOLDER)) if (!this.#values.has(written)) this.#taken.add(written);
    let masked = '';
    let from = 0;
    for (const { kind, start, end } of findPersonalData(text)) {
      masked += text.slice(from, start) + this.#placeholderOf(kind, text.slice(start, end));
      from = end;
    }
    return masked + text.slice(from);
  }

  /** Puts the values back. Placeholders that stand for nothing stay. */
  restore(text: string, write: (value: string) => string = (value) => value): string {
    return text.replace(PLACEHOLDER, (found) => {
      const value = this.#values.get(found);
      return value === undefined ? found : write(value);
    });
  }

  /**
   * Restores a text that comes in pieces, and holds back nothing but what may be the beginning of a placeholder.
   * @param write how a value is written there
   */
  restoring(write?: (value: string) => string): { push(piece: string): string; end(): string } {
    let held = '';
    return {
      push: (piece) => {
        const text = held + piece;
        held = BEGUN.exec(text)?.[0] ?? '';
        return this.restore(text.slice(0, text.length - held.length), write);
      },
      end: () => {
        const rest = held;
        held = '';
        return rest;
      },
    };
  }

  #placeholderOf(kind: string, value: string): string {
    const known = this.#placeholders.get(value);
    if (known !== undefined) return known;
    let number = this.#counts.get(kind) ?? 0;
    let placeholder: string;
    do {
      number += 1;
      placeholder = `[${kind}_${number}]`;
    } while (this.#taken.has(placeholder));
    this.#counts.set(kind, number);
    this.#placeholders.set(value, placeholder);
    this.#values.set(placeholder, value);
    return placeholder;
  }
}
