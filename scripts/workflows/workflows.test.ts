import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { workflowFaults } from './workflow-faults.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
const commands = new Set(Object.keys(scripts));

const files = readdirSync(folder);
assert.ok(files.includes('release.yml'));
for (const file of files) {
  test(`${file} calls nothing but commands that there are`, () => {
    assert.deepEqual(workflowFaults(readFileSync(join(folder, file), 'utf8'), commands), []);
  });
}

const whole = `on: {push: {branches: [main]}}
permissions: {contents: read}
concurrency: one
jobs:
  one:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - run: npx -y pnpm@12 release --lane "$LANE"
`;

const faults: [string, string, string, RegExp][] = [
  ['another program', 'npx -y pnpm@12 release --lane "$LANE"', 'helm upgrade gateway', /is not one pnpm command/],
  ['a second command', '--lane "$LANE"', '--lane dev && curl x', /is not one pnpm command/],
  ['a command that there is not', 'pnpm@12 release', 'pnpm@12 deploy', /no command "pnpm deploy"/],
  ['an input in a command', '"$LANE"', `$${'{{ inputs.lane }}'}`, /write commands/],
  ['an action by its tag', '@3d3c42e5aac5ba805825da76410c181273ba90b1', '@v7', /not pinned to a commit/],
  ['an action without its version', ' # v7.0.1', '', /does not say its version/],
  ['all permissions', 'permissions: {contents: read}', '', /says no permissions/],
  ['rights for every job', 'contents: read', 'contents: write', /every job the right to write contents/],
  ['code of strangers', 'push: {branches: [main]}', 'pull_request_target: {}', /code of strangers/],
  ['no end', '    timeout-minutes: 5\n', '', /no timeout-minutes/],
  ['a runner that changes', 'ubuntu-24.04', 'ubuntu-latest', /changes by itself/],
  ['no YAML', 'jobs:\n', 'jobs: [\n', /is no YAML/],
];
test('a workflow that is whole has no faults', () => assert.deepEqual(workflowFaults(whole, commands), []));
for (const [what, part, by, says] of faults) {
  test(`finds ${what}`, () => {
    assert.ok(whole.includes(part));
    const found = workflowFaults(whole.replace(part, by), commands);
    assert.match(found.join('\n'), says);
  });
}
