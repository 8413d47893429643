import { appendFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { baseline, root } from './contracts.ts';

/** Texts, which may hold what looks like a comment, and comments. */
const TEXT_OR_COMMENT = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const reason = process.argv.slice(2).join(' ').trim();
if (reason === '') {
  console.error(`Usage: pnpm proto:baseline "<reason>"

Makes the contracts as they are the ones that \`pnpm check:proto\` holds later changes against, and writes the reason into
proto/baseline/renewals.md: what breaks, and why nobody is hurt. To solve a conflict of a rebase, give the same reason again.`);
  process.exit(2);
}
rmSync(join(baseline, 'ameide'), { recursive: true, force: true });
for (const file of globSync('ameide/**/*.proto', { cwd: join(root, 'proto') })) {
  const target = join(baseline, file);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, withoutComments(readFileSync(join(root, 'proto', file), 'utf8')));
}
const log = join(baseline, 'renewals.md');
if (!readFileSync(log, 'utf8').includes(`: ${reason}\n`)) {
  appendFileSync(log, `- ${new Date().toISOString().slice(0, 10)}: ${reason}\n`);
}

function withoutComments(source: string): string {
  const bare = source.replace(TEXT_OR_COMMENT, (found) => (found.startsWith('/') ? '' : found));
  return bare.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');
}
