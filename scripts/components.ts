import { components } from './components/list.ts';
import { readArguments } from './read-arguments.ts';

/** `pnpm components`: lists the real parts that suites use and which of them this machine has; installs the rest. */
const names = components.map((component) => component.name);
const optional = components.filter((component) => component.optional).map((component) => component.name);
const usage = `Usage: pnpm components [--list] [name ...]

Lists the real parts that the component suites use, and installs those that this machine does not have, one after the other.
  --list   only list them
  name     only these: ${names.join(', ')}

Only when asked for by name: ${optional.join(', ')}.`;
const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: { list: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  console.error(`No component is named ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(2);
}
const width = Math.max(...names.map((name) => name.length));
const say = (state: string, name: string, text: string) =>
  console.log(`${state.padEnd(8)} ${name.padEnd(width)} ${text}`);
const missing: string[] = [];
for (const component of components) {
  const asked = positionals.includes(component.name);
  if (positionals.length > 0 && !asked) continue;
  const found = await component.find();
  say(found ? 'has' : component.optional ? 'optional' : 'lacks', component.name, found ?? component.howToGet);
  if (found || values.list || (component.optional && !asked)) continue;
  say('', component.name, 'installing …');
  const start = performance.now();
  try {
    await component.install();
    const installed = await component.find();
    if (!installed) throw new Error('it is still not there after its installation');
    say('has', component.name, `${installed} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    // What one machine cannot have does not keep it from the rest.
    missing.push(`${component.name}: ${(error as Error).message}\n    ${component.howToGet}`);
    say('lacks', component.name, (error as Error).message);
  }
}
if (missing.length > 0) {
  console.error(`\nNot installed:\n  ${missing.join('\n  ')}`);
  process.exitCode = 1;
}
