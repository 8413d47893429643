import { components } from './components/list.ts';
import { readArguments } from './read-arguments.ts';

/** `pnpm components`: lists the real parts that suites use and which of them this machine has; installs the rest. */
const names = components.map((component) => component.name);
const usage = `Usage: pnpm components [--list] [name ...]

Lists the real parts that the component suites use, and installs those that this machine does not have.
  --list   only list them
  name     only these: ${names.join(', ')}`;
const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: { list: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  console.error(`No component is named ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(2);
}
for (const component of components) {
  if (positionals.length > 0 && !positionals.includes(component.name)) continue;
  const found = await component.find();
  console.log(`${found ? 'has    ' : 'lacks  '} ${component.name.padEnd(12)} ${found ?? component.howToGet}`);
  if (found || values.list) continue;
  console.log(`        installing ${component.name} …`);
  await component.install();
  const installed = await component.find();
  if (!installed) throw new Error(`${component.name} is still not there after its installation`);
  console.log(`has     ${component.name.padEnd(12)} ${installed}`);
}
