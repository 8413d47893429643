import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { isSameOutput, linesOf } from './same-output.ts';
import { stepsOf, withOutputs } from './steps.ts';

const TEXT = `# A title

\`\`\`console
$ kubectl get pods
NAME   AGE
one    3s

two    4s
$ kubectl apply -f - <<'EOF'
$ not a command
EOF
$ node \\
    main.ts
$ echo 'one
  two'
one
\`\`\`

## Another

\`\`\`sh
$ not run
\`\`\`
`;

it('finds commands with what they print, and puts what was printed in its place', () => {
  const steps = stepsOf(TEXT);
  assert.deepEqual(
    steps.map(({ section, command, shown }) => [section, command, shown.length]),
    [
      ['A title', 'kubectl get pods', 4],
      ['A title', "kubectl apply -f - <<'EOF'\n$ not a command\nEOF", 0],
      ['A title', 'node \\\n    main.ts', 0],
      ['A title', "echo 'one\n  two'", 1],
    ],
  );
  const [get, apply] = steps;
  const after = withOutputs(
    TEXT,
    new Map([
      [get!, ['nothing']],
      [apply!, ['created']],
    ]),
  );
  assert.deepEqual(
    stepsOf(after).map(({ shown }) => shown),
    [['nothing'], ['created'], [], ['one']],
  );
  assert.equal(withOutputs(TEXT, new Map(steps.map((step) => [step, step.shown]))), TEXT);
});

it('tells what differs from run to run from what does not', () => {
  const shown = [
    'NAME                             READY   IP          AGE',
    'orders-domain-5b9fccdf8f-hdm74   1/1     10.0.13.1   3s',
  ];
  const another = ['NAME    READY   IP  AGE', 'orders-domain-7c5ddb4bd9-q2x8z   1/1   10.0.200.44   2m4s'];
  assert.equal(isSameOutput(shown, another), true);
  for (const [from, to] of [
    ['orders', 'orderz'],
    ['1/1', '0/1'],
    ['domain-7', 'domain-eee-7'],
    ['2m4s', '<none>'],
  ] as const) {
    const wrong = another.map((line) => line.replace(from, to));
    assert.notDeepEqual(wrong, another);
    assert.equal(isSameOutput(shown, wrong), false, from);
  }
  assert.equal(isSameOutput(shown, [...another, 'more']), false);
  const holder = 'operator-68c6b8f47d-7lxx4_78183ce9-58f6-486f-bdfe-c0cf31d748e1   7s';
  assert.equal(
    isSameOutput([holder], ['operator-7dfbd9bdcd-zzt49_c0a84b9a-21f2-45b3-ae54-722a166c80ae   1m'], true),
    true,
  );
});

it('takes anything for what is left out', () => {
  assert.equal(isSameOutput(['a', '…', 'z'], ['a', 'b', 'c', 'z']), true);
  assert.equal(isSameOutput(['a', '…', 'z'], ['a', 'z']), true);
  assert.equal(isSameOutput(['a', '…', 'z'], ['b', 'z']), false);
  assert.equal(isSameOutput(['held by …, since'], ['held by me, since']), true);
  assert.equal(isSameOutput(['3s  a', '2s  b'], ['1s  b', '1s  a'], false), true);
  assert.equal(isSameOutput(['3s  a', '2s  b'], ['1s  b', '1s  a']), false);
  assert.deepEqual(linesOf('a \n\nb\n\n'), ['a', '', 'b']);
  assert.deepEqual(linesOf(''), []);
});

it('never asks for what is not there, as it would after a step before that came to nothing', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../operators/README.md'), 'utf8');
  const lost = stepsOf(readme).filter(({ shown }) => shown.some((line) => line.includes('(NotFound)')));
  assert.deepEqual(
    lost.map(({ command }) => command),
    [],
  );
});
