import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NO_TOKENS } from '../usage/tokens.ts';
import type { CallPiece } from './calls.ts';
import { type Piece, Reading } from './reading.ts';

/** Reads pieces to their end: the answer and what was told of it. */
function read(...pieces: readonly Piece[]) {
  const reading = new Reading();
  const told = pieces.map((piece) => reading.push(piece)).join('') + reading.finish();
  return { ...reading.answer(), told };
}

/** Cuts a text at the given places, between any two code units. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return at.slice(1).map((end, n) => text.slice(at[n], end));
}

/** What a provider counts that has read so many tokens. */
const counted = (input: number) => ({ tokens: { ...NO_TOKENS, input }, faults: [] });

const places = fc.array(fc.nat(1000), { maxLength: 8 });

describe('what a model says', () => {
  it('is the same however it is cut, and can be stored', () => {
    const anyText = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '\u0000', '\u009b', '\ud83d', '\ude00', '😀', '\uffff'),
    });
    fc.assert(
      fc.property(anyText, places, (text, where) => {
        const whole = read({ text }, { end: 'stop' });
        const { text: kept, told } = read(...cut(text, where).map((piece) => ({ text: piece })), { end: 'stop' });
        assert.deepEqual([kept, told], [whole.text, whole.text]);
        assert.ok(kept.isWellFormed());
        assert.doesNotMatch(kept, /[^\P{Cc}\t\n\r]|\uFFFF/u);
      }),
    );
  });

  it('keeps whole characters and gives halves up', () => {
    assert.equal(read({ text: '\ud83d' }, { text: '\ude00' }, { end: 'stop' }).text, '😀');
    assert.equal(read({ text: 'a\ud83d' }, { end: 'stop' }).told, 'a\ufffd');
    assert.equal(read({ text: 'a\ude00b' }, { end: 'stop' }).text, 'a\ufffdb');
  });

  it('is never whole without an end, and whole with the ends that are known to be good only', () => {
    assert.throws(() => read({ text: 'Half' }), /before its answer was complete/);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (end) => {
        const good = ['stop', 'end_turn', 'stop_sequence', 'tool_calls', 'tool_use', 'completed', 'STOP'].includes(end);
        assert.equal(read({ text: 'Half', end }).shortfall === undefined, good);
      }),
    );
    assert.equal(read({ text: 'a', end: 'length' }, { end: 'stop' }).shortfall, 'answer_cut_off');
    assert.equal(read({ text: 'a', end: 'stop' }, { end: 'length' }).shortfall, 'answer_cut_off');
    assert.equal(read({ text: 'a', end: '__proto__' }).shortfall, 'answer_unfinished');
  });

  it('is over when its usage came at its end or later', () => {
    const reading = new Reading();
    const after = [{ usage: counted(1) }, { end: 'stop' }, { usage: counted(2) }].map((piece) => {
      reading.push(piece);
      return [reading.hasEnded, reading.isOver];
    });
    assert.deepEqual(after, [
      [false, false],
      [true, false],
      [true, true],
    ]);
    assert.deepEqual(reading.usage, counted(2));
  });

  it('goes on after what was told, blanks included', () => {
    const reading = new Reading('Half');
    assert.equal(reading.push({ text: ' an answer', end: 'stop' }), ' an answer');
    assert.equal(reading.answer().text, 'Half an answer');
    assert.equal(new Reading().push({ text: ' an answer' }), ' an answer');
  });

  it('has a measure', () => {
    const reading = new Reading();
    const text = ' '.repeat(1024 * 1024);
    assert.throws(() => {
      for (let n = 0; n < 10; n++) reading.push({ text });
    }, /characters/);
  });
});

describe('calls of tools', () => {
  const json = fc.dictionary(
    fc.string({ unit: 'grapheme-ascii', minLength: 1 }),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()),
    {
      minKeys: 1,
      noNullPrototype: true,
    },
  );
  const piecesOf = (args: readonly object[], where: readonly number[], index: (at: number) => number | undefined) =>
    args.map((value, at) =>
      cut(JSON.stringify(value), where).map(
        (piece, n): CallPiece => ({
          index: index(at),
          args: piece,
          ...(n === 0 && { id: `id-${at}`, name: `Tool${at}` }),
        }),
      ),
    );
  const said = (pieces: readonly CallPiece[]) =>
    read(...pieces.map((call) => ({ calls: [call] })), { end: 'stop' }).calls;
  const right = (args: readonly object[]) =>
    JSON.stringify(args.map((value, at) => ({ id: `id-${at}`, name: `Tool${at}`, args: value })));

  it('are rejoined however they are cut, one after the other with one index, or none, or mixed with right ones', () => {
    fc.assert(
      fc.property(
        fc.array(json, { minLength: 1, maxLength: 4 }),
        places,
        fc.infiniteStream(fc.nat()),
        (args, where, next) => {
          for (const index of [(at: number) => at, () => 0, () => undefined]) {
            assert.equal(JSON.stringify(said(piecesOf(args, where, index).flat())), right(args));
          }
          // Interleaved; only the order in which the calls begin is theirs.
          const queues = piecesOf(args, where, (at) => at);
          const mixed = queues.map((queue) => queue.shift()!);
          for (
            let left = queues.filter(({ length }) => length > 0);
            left.length > 0;
            left = left.filter(({ length }) => length > 0)
          ) {
            mixed.push(left[next.next().value! % left.length]!.shift()!);
          }
          assert.equal(JSON.stringify(said(mixed)), right(args));
        },
      ),
    );
  });

  it('are never carried out when their arguments are cut', () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, place) => {
        const text = JSON.stringify(value);
        const [call] = said([
          { index: 0, id: 'a', name: 'Tool', args: text.slice(0, 1 + (place % (text.length - 1))) },
        ]);
        assert.notEqual(call?.problem, undefined);
        assert.deepEqual(call?.args, {});
      }),
    );
  });

  it('have no arguments only when none can have gone astray', () => {
    const alone = said([{ index: 0, id: 'a', name: 'Tool' }]);
    assert.deepEqual(alone, [{ id: 'a', name: 'Tool', args: {} }]);
    const astray = said([
      { index: 0, id: 'a', name: 'Tool' },
      { index: 0, id: 'b', name: 'Tool' },
      { index: 0, args: '{"a":1}{"b":2}' },
    ]);
    assert.ok(astray.length === 2 && astray.every(({ problem }) => problem !== undefined));
  });

  it('begin where they are named, when all have one id or none', () => {
    for (const id of ['', 'call_0']) {
      const calls = said([1, 2].map((n) => ({ index: 0, id, name: `Tool${n}`, args: `{"n":${n}}` })));
      assert.deepEqual(
        calls.map(({ name, args }) => [name, args.n]),
        [
          ['Tool1', 1],
          ['Tool2', 2],
        ],
      );
    }
    const repeated = said(['{"a"', ':1}', ''].map((args) => ({ index: 0, id: 'a', name: 'Tool', args })));
    assert.deepEqual(repeated, [{ id: 'a', name: 'Tool', args: { a: 1 } }]);
  });

  it('bring arguments that can be stored', () => {
    const [clean] = said([{ id: 'a', name: 'To\u0000 ol', args: '{"na\\u0000me":"a\\u0000\\ud83d","n":[1]}' }]);
    assert.deepEqual(clean, { id: 'a', name: 'To__ol', args: { name: 'a\ufffd', n: [1] } });
    for (const args of ['{"n":1e999}', `{"n":${'['.repeat(5000)}${']'.repeat(5000)}}`, '[1]', 'null', '"{}"', '{}{}']) {
      assert.notEqual(said([{ id: 'a', name: 'Tool', args }])[0]?.problem, undefined);
    }
  });

  it('are named and numbered so that every provider takes them back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (id, name) => {
        const [call] = said([{ id, name, args: '{}' }]);
        assert.match(call!.name, /^[\w-]{1,64}$/);
        assert.match(call!.id, /^[\w.:-]{0,128}$/);
      }),
    );
  });

  it('are none when the answer is not whole', () => {
    const call = { calls: [{ id: 'a', name: 'Tool', args: '{}' }] };
    for (const end of ['length', 'refusal', 'content_filter', 'what']) assert.deepEqual(read(call, { end }).calls, []);
    assert.deepEqual(read({ ...call, refusal: 'No.' }, { end: 'stop' }).calls, []);
  });
});
