import { parseArgs } from 'node:util';
import { benchAppend } from './core/append.ts';
import { benchColdImport } from './core/cold-import.ts';
import { benchConcurrentChats } from './core/concurrent-chats.ts';
import { benchRequests } from './core/requests.ts';
import { createReport, type Report } from './figure.ts';

/** Each area with its benches, in the order in which they run. */
const areas: Readonly<Record<string, readonly ((report: Report) => Promise<void>)[]>> = {
  core: [benchAppend, benchRequests, benchConcurrentChats, benchColdImport],
};

const usage = `Usage: pnpm bench <area>

Measures the figures of an area and prints each as one JSON object:
{"figure","value","unit","baseline","ratio","target","note"}

Areas: ${Object.keys(areas).join(', ')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
});
const [area] = positionals;
const benches = area === undefined ? undefined : areas[area];
if (values.help) {
  console.log(usage);
} else if (!benches) {
  console.error(area === undefined ? usage : `There is no area "${area}".\n\n${usage}`);
  process.exitCode = 2;
} else {
  const report = createReport((line) => console.log(line));
  for (const bench of benches) await bench(report);
  process.exit();
}
