import { readArguments } from '../../scripts/read-arguments.ts';
import { benchAppend } from './core/append.ts';
import { benchColdImport } from './core/cold-import.ts';
import { benchConcurrentChats } from './core/concurrent-chats.ts';
import { benchRequests } from './core/requests.ts';
import { benchUnaryCalls } from './core/unary-calls.ts';
import { benchFeed } from './feed/main.ts';
import { createReport, type Report } from './figure.ts';
import { benchGateway } from './gateway/main.ts';
import { benchApplies } from './operators/applies.ts';
import { benchIdle } from './operators/idle.ts';
import { benchPrimitives } from './operators/primitives.ts';
import { benchWorkspace } from './workspace/main.ts';

type Bench = (report: Report, options: { readonly objects: number }) => Promise<void>;

/** Each area with its benches, in the order in which they run. */
const areas: Readonly<Record<string, readonly Bench[]>> = {
  core: [benchAppend, benchRequests, benchUnaryCalls, benchConcurrentChats, benchColdImport],
  feed: [benchFeed],
  gateway: [benchGateway],
  operators: [benchApplies, benchPrimitives, benchIdle],
  workspace: [benchWorkspace],
};

const usage = `Usage: pnpm bench <area> [--objects <number>]

Measures the figures of an area and prints each as one JSON object:
{"figure","value","unit","baseline","ratio","target","note"}

Areas: ${Object.keys(areas).join(', ')}
  --objects <number>   of operators: how many primitives there are, 10000 unless told; the targets are for that`;

const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: { objects: { type: 'string', default: '10000' } },
});
const [area, ...more] = positionals;
const benches = area === undefined ? undefined : areas[area];
const objects = Number(values.objects);
const fault =
  area !== undefined && benches === undefined
    ? `There is no area "${area}".`
    : more.length > 0
      ? `One area at a time, not also ${more.join(', ')}.`
      : Number.isInteger(objects) && objects > 0
        ? undefined
        : `--objects is a positive number, not "${values.objects}".`;
if (benches === undefined || fault !== undefined) {
  console.error(fault === undefined ? usage : `${fault}\n\n${usage}`);
  process.exit(2);
}
const report = createReport((line) => console.log(line));
for (const bench of benches) await bench(report, { objects });
process.exit();
