import { limits } from './limits.ts';

export type Report = (code: string, message: string) => void;
/** Reports what is wrong with the value at a place such as `node.kind`. */
export type Check = (value: unknown, at: string, report: Report) => void;

export const text: Check = (value, at, report) => checkText(value, at, report, limits.text);
export const identifier: Check = (value, at, report) => checkText(value, at, report, limits.identifier);

export const required: Check = (value, at, report) => {
  if (value === '') report('invalid_operation', `${at} must not be empty.`);
  identifier(value, at, report);
};

/** Ids stand in documents, most of which allow XML names only. */
export const elementId: Check = (value, at, report) => {
  identifier(value, at, report);
  if (typeof value === 'string' && value !== '' && !/^[\p{L}_][\p{L}\p{N}\p{M}_.-]*$/u.test(value)) {
    report('invalid_id', `${at} must start with a letter or _ and hold only letters, digits, _ . and -.`);
  }
  if (typeof value === 'string' && value in Object.prototype) {
    report('invalid_id', `${at} must not be ${value}, which programs that draw models cannot use as an id.`);
  }
};

export const amount: Check = (value, at, report) => {
  if (typeof value !== 'number' || Number.isNaN(value)) report('invalid_operation', `${at} must be a number.`);
};

export const properties: Check = (value, at, report) => {
  if (!isRecord(value)) report('invalid_operation', `${at} must be an object of JSON values.`);
  else json(value, at, report, 0);
};

function json(value: unknown, at: string, report: Report, depth: number): void {
  if (depth > limits.depth) report('limit_exceeded', `${at} is nested deeper than ${limits.depth} levels.`);
  else if (typeof value === 'string') text(value, at, report);
  else if (Array.isArray(value)) for (const item of value) json(item, at, report, depth + 1);
  else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      identifier(key, `a property name in ${at}`, report);
      json(item, `${at}.${key.slice(0, limits.identifier)}`, report, depth + 1);
    }
  } else if (value !== null && typeof value !== 'boolean' && !Number.isFinite(value)) {
    report('invalid_operation', `${at} must be a JSON value.`);
  }
}

export const orEmpty =
  (check: Check): Check =>
  (value, at, report) => {
    if (value !== '') check(value, at, report);
  };
export const optional =
  (check: Check): Check =>
  (value, at, report) => {
    if (value !== undefined) check(value, at, report);
  };
export const nullable =
  (check: Check): Check =>
  (value, at, report) => {
    if (value !== null) check(value, at, report);
  };

export const list =
  (check: Check, most: number = limits.items): Check =>
  (value, at, report) => {
    if (!Array.isArray(value)) report('invalid_operation', `${at} must be a list.`);
    else if (value.length > most) report('limit_exceeded', `${at} has more than ${most} items.`);
    else for (const [index, item] of value.entries()) check(item, `${at}[${index}]`, report);
  };

export const record =
  (checks: { readonly [field: string]: Check }): Check =>
  (value, at, report) => {
    if (!isRecord(value)) return report('invalid_operation', `${at} must be an object.`);
    const place = at === '' ? '' : `${at}.`;
    for (const [field, check] of Object.entries(checks)) check(value[field], `${place}${field}`, report);
    for (const field of Object.keys(value)) {
      if (!Object.hasOwn(checks, field)) report('unknown_field', `There is no field ${place}${shown(field)}.`);
    }
  };

/** One of several shapes, told apart by a field. */
export const union =
  (tag: string, shapes: { readonly [name: string]: Check }): Check =>
  (value, at, report) => {
    const name = isRecord(value) ? value[tag] : undefined;
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      report('invalid_operation', `${at}.${tag} must be one of ${Object.keys(shapes).join(', ')}.`);
    } else {
      const { [tag]: _, ...fields } = value as { readonly [key: string]: unknown };
      shape(fields, at, report);
    }
  };

/** A value for a message, not too long; never throws. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 80) : typeof value;
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkText(value: unknown, at: string, report: Report, most: number): void {
  if (typeof value !== 'string') report('invalid_operation', `${at} must be a text.`);
  else if (value.length > most) report('limit_exceeded', `${at} is longer than ${most} characters.`);
  else if (!value.isWellFormed() || hasControlCharacter(value)) {
    report('invalid_text', `${at} holds a character that documents cannot hold.`);
  }
}

/** What XML 1.0 does not allow. */
function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe || code === 0xffff) return true;
  }
  return false;
}
