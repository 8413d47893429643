import type { TextEdit } from './notation.ts';

/*
 * Edits of one step refer to the document before it, are sorted and do not overlap.
 */

/**
 * The document after the edits.
 * @throws Error when they overlap, are not sorted, or reach beyond the document
 */
export function applyEdits(document: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const { offset, length, text } of edits) {
    if (offset < end || offset + length > document.length)
      throw new Error(`an edit at ${offset} does not fit the document`);
    parts.push(document.slice(end, offset), text);
    end = offset + length;
  }
  parts.push(document.slice(end));
  return parts.join('');
}

/** The edits that give the document again, applied to what it has become by the given ones. */
export function inverseEdits(document: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  let shift = 0;
  return edits.map(({ offset, length, text }) => {
    const back = { offset: offset + shift, length: text.length, text: document.slice(offset, offset + length) };
    shift += text.length - length;
    return back;
  });
}

/**
 * Edits as edits of a document that other ones have changed in the meantime, as far as the text that they replace is still
 * there as it was. One that only removes text takes along what was changed inside it.
 *
 * @param edits of the same document as `others`
 * @param side where text goes that others have inserted text at the same place as
 */
export function carryEdits(
  edits: readonly TextEdit[],
  others: readonly TextEdit[],
  side: 'before' | 'behind' = 'before',
): { readonly carried: readonly TextEdit[]; readonly lost: number } {
  const carried: TextEdit[] = [];
  let lost = 0;
  let shift = 0;
  let next = 0;
  for (const edit of edits) {
    const end = edit.offset + edit.length;
    for (let other = others[next]; other !== undefined && isBefore(other, edit, side); other = others[++next]) {
      shift += growth(other);
    }
    let inside = 0;
    let isKept = true;
    for (let at = next; at < others.length && others[at]!.offset < end; at += 1) {
      const other = others[at]!;
      isKept &&= edit.text === '' && other.offset >= edit.offset && other.offset + other.length <= end;
      inside += growth(other);
    }
    const swallowing = others[next];
    if (edit.length === 0 && swallowing !== undefined && swallowing.offset < edit.offset) isKept = false;
    if (isKept) carried.push({ ...edit, offset: edit.offset + shift, length: edit.length + inside });
    else lost += 1;
  }
  return { carried, lost };
}

/** Whether another edit ends where an edit begins, or earlier. */
function isBefore(other: TextEdit, edit: TextEdit, side: 'before' | 'behind'): boolean {
  if (other.length + edit.length === 0 && other.offset === edit.offset) return side === 'behind';
  return other.offset + other.length <= edit.offset;
}

const growth = ({ length, text }: TextEdit) => text.length - length;

/** A stretch of a document that stays as it is, or new text. */
export type Segment = { readonly from: number; readonly to: number } | string;

/** The edits that make a document the given segments, which keep what they keep of it in its order. */
export function editsTo(document: string, segments: readonly Segment[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let cursor = 0;
  let pending = '';
  const flush = (to: number) => {
    if (document.slice(cursor, to) !== pending) edits.push({ offset: cursor, length: to - cursor, text: pending });
    pending = '';
  };
  for (const segment of segments) {
    if (typeof segment === 'string') {
      pending += segment;
    } else if (segment.to > segment.from) {
      if (pending !== '' || segment.from !== cursor) flush(segment.from);
      cursor = segment.to;
    }
  }
  if (pending !== '' || cursor !== document.length) flush(document.length);
  return edits;
}

/** One step in place of two: the edits of a document, and then those of what it has become by them. */
export function joinEdits(
  document: string,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): readonly TextEdit[] {
  const between = segmentsOf(document, first);
  const joined: Segment[] = [];
  let [at, done, cursor] = [0, 0, 0];
  /** Works off what is between, up to a place; keeps it or leaves it out. */
  const advance = (to: number, keep: boolean) => {
    for (let segment = between[at]; segment !== undefined && cursor < to; segment = between[at]) {
      const size = sizeOf(segment) - done;
      const taken = Math.min(size, to - cursor);
      if (keep) joined.push(partOf(segment, done, done + taken));
      cursor += taken;
      done = taken === size ? 0 : done + taken;
      if (taken === size) at += 1;
    }
  };
  for (const { offset, length, text } of second) {
    advance(offset, true);
    advance(offset + length, false);
    joined.push(text);
  }
  advance(Number.POSITIVE_INFINITY, true);
  return editsTo(document, joined);
}

function segmentsOf(document: string, edits: readonly TextEdit[]): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const { offset, length, text } of edits) {
    segments.push({ from, to: offset }, text);
    from = offset + length;
  }
  return [...segments, { from, to: document.length }];
}

const sizeOf = (segment: Segment) => (typeof segment === 'string' ? segment.length : segment.to - segment.from);

function partOf(segment: Segment, from: number, to: number): Segment {
  return typeof segment === 'string' ? segment.slice(from, to) : { from: segment.from + from, to: segment.from + to };
}
