import { hash, randomUUID } from 'node:crypto';
import { type EncodedRows, encodeRowChanges, type RowChange } from './commands/row-changes.ts';
import { type Cursor, formatCursor } from './cursor.ts';
import type { NewEvent } from './events.ts';
import { textOf } from './json-text.ts';

/** A version that the stream must have, counted in events; `no_stream` is 0. */
export type ExpectedVersion = number | 'any' | 'no_stream';

export interface StreamAppend {
  readonly stream: string;
  readonly expectedVersion: ExpectedVersion;
  /** May be empty: then only the version is checked. */
  readonly events: readonly NewEvent[];
}

/** Makes a repeated call get the first call's answer. */
export interface IdempotencyRecord extends IdempotencyKey {
  /** JSON, or a `JsonText`; what a repeat gets back as `result`. */
  readonly result?: unknown;
}

export interface IdempotencyKey {
  /** Whose keys these are, such as `<user>/<procedure>`; the tenant is always part of it. */
  readonly scope: string;
  readonly key: string;
  /** Of the request, see `fingerprint`: the same key with another one is refused. */
  readonly fingerprint: string;
}

export interface AppendRequest {
  /** Written together or not at all. Entries of the same stream are written one after the other. */
  readonly streams: readonly StreamAppend[];
  readonly idempotency?: IdempotencyRecord;
  /** Rows that change with the events. */
  readonly rows?: readonly RowChange[];
}

/** What was written: `cursor` is the last event's place in the log, `versions` the streams' new versions. */
export interface Written {
  readonly cursor: Cursor;
  readonly versions: Readonly<Record<string, number>>;
}

export type Appended = Written & { readonly outcome: 'appended' };

/** The call was made before: its `result`, and what it wrote then. */
export type Replayed = Written & { readonly outcome: 'replayed'; readonly result: unknown };

export type WrongExpectedVersion = {
  readonly outcome: 'refused';
  readonly reason: 'wrong_expected_version';
  readonly stream: string;
  readonly expected: number;
  readonly actual: number;
};

export type IdempotencyKeyReused = { readonly outcome: 'refused'; readonly reason: 'idempotency_key_reused' };

export type AppendResult = Appended | Replayed | WrongExpectedVersion | IdempotencyKeyReused;

/** SHA-256 of a JSON value, whatever the order of its members. */
export function fingerprint(value: unknown): string {
  return hash('sha256', JSON.stringify(value, sortMembers) ?? '');
}

/** A request as the SQL functions take it, each stream once. */
export interface EncodedAppend {
  readonly tenant: string;
  readonly streams: readonly string[];
  readonly expected: readonly number[];
  /** For each stream the number of its events. */
  readonly added: readonly number[];
  /** Of all streams, each with the index of its stream. */
  readonly events: readonly EncodedEvent[];
  readonly scope: string | null;
  readonly key: string | null;
  readonly fingerprint: string | null;
  /** JSON. */
  readonly result: string;
  readonly rows: EncodedRows;
}

export interface EncodedEvent {
  readonly stream: number;
  /** The members of a JSON object. */
  readonly members: string;
}

/** @throws TypeError when two entries of a stream contradict each other, or an expected version is none. */
export function encodeAppend(tenant: string, { streams, idempotency, rows = [] }: AppendRequest): EncodedAppend {
  const [names, expected, events]: [string[], number[], NewEvent[][]] = [[], [], []];
  for (const append of streams) {
    const version = expectedNumber(append);
    const before = names.indexOf(append.stream);
    if (before < 0) {
      names.push(append.stream);
      expected.push(version);
      events.push([...append.events]);
    } else if (version === ANY || version === expected[before]! + events[before]!.length) {
      events[before]!.push(...append.events);
    } else {
      throw new TypeError(`two entries for ${append.stream} expect versions that contradict each other`);
    }
  }
  return {
    tenant,
    streams: names,
    expected,
    added: events.map((ofStream) => ofStream.length),
    events: events.flatMap((ofStream, stream) => ofStream.map((event, index) => encodeEvent(event, stream, index + 1))),
    scope: idempotency?.scope ?? null,
    key: idempotency?.key ?? null,
    fingerprint: idempotency?.fingerprint ?? null,
    result: textOf(idempotency?.result ?? null)!,
    rows: encodeRowChanges(rows),
  };
}

const ANY = -1;

function expectedNumber({ stream, expectedVersion }: StreamAppend): number {
  if (expectedVersion === 'any') return ANY;
  if (expectedVersion === 'no_stream') return 0;
  if (Number.isSafeInteger(expectedVersion) && expectedVersion >= 0) return expectedVersion;
  throw new TypeError(`expected version ${expectedVersion} of ${stream} is not a version`);
}

/** What the SQL function answers. */
export type AppendAnswer =
  | { readonly refused: 'idempotency_key_reused' }
  | { readonly refused: 'wrong_expected_version'; stream: string; expected: number; actual: number }
  | { readonly replayed: unknown; readonly appended: AppendedRow }
  | { readonly appended: AppendedRow };

interface AppendedRow {
  readonly transactionId: string;
  readonly position: number;
  readonly versions: Record<string, string>;
}

export function decodeAnswer(answer: AppendAnswer): AppendResult {
  if (!('refused' in answer)) {
    const { transactionId, position, versions } = answer.appended;
    const numbers = Object.entries(versions).map(([stream, version]) => [stream, Number(version)] as const);
    const written = { cursor: formatCursor(transactionId, position), versions: Object.fromEntries(numbers) };
    if ('replayed' in answer) return { outcome: 'replayed', result: answer.replayed, ...written };
    return { outcome: 'appended', ...written };
  }
  if (answer.refused === 'idempotency_key_reused') return { outcome: 'refused', reason: answer.refused };
  const { stream, expected, actual } = answer;
  return { outcome: 'refused', reason: 'wrong_expected_version', stream, expected, actual };
}

function encodeEvent(event: NewEvent, stream: number, nth: number): EncodedEvent {
  const { id = randomUUID(), type, schemaVersion = 1, data, metadata = {} } = event;
  const members = JSON.stringify({ nth, id, type, schemaVersion, metadata }).slice(1, -1);
  return { stream, members: `${members},"data":${textOf(data)}` };
}

function sortMembers(_name: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
