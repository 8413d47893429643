import { components } from './components/list.ts';
import { readArguments } from './read-arguments.ts';

/** `pnpm components`: lists the real parts that suites use and which of them this machine has; installs the rest. */
const usage = `Usage: pnpm components [--list]

Lists the real parts that the component suites use, and installs those that this machine does not have.
  --list   only list them`;
const { values } = readArguments(usage, { options: { list: { type: 'boolean' } } });
for (const component of components) {
  const found = await component.find();
  console.log(`${found ? 'has    ' : 'lacks  '} ${component.name.padEnd(12)} ${found ?? component.howToGet}`);
  if (found || values.list) continue;
  console.log(`        installing ${component.name} …`);
  await component.install();
  const installed = await component.find();
  if (!installed) throw new Error(`${component.name} is still not there after its installation`);
  console.log(`has     ${component.name.padEnd(12)} ${installed}`);
}
