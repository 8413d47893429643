import { parseDocument } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly steps?: readonly Step[];
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly 'runs-on'?: string;
}

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

const PNPM = /^npx -y pnpm@12 (?:--silent )?([a-z][a-z:]*)(?: (.*))?$/;
const PINNED = /^[\w.-]+\/[\w./-]+@[a-f0-9]{40}$/;

/**
 * What is wrong with a workflow: it may call nothing but this repository's own commands, with actions of known commits and no
 * more rights than it needs, so that whatever it does can be done and tested on any machine.
 * @param commands the scripts of package.json
 * @returns one line each
 */
export function workflowFaults(text: string, commands: ReadonlySet<string>): string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) return document.errors.map(({ message }) => `is no YAML: ${message}`);
  const workflow = document.toJS() as Workflow | null;
  if (!workflow?.on || !workflow.jobs) return ['is no workflow: it has no "on" or no "jobs"'];
  const faults: string[] = [];
  if (workflow.permissions === undefined) faults.push('says no permissions, so it has all of them');
  const writes = Object.entries(workflow.permissions ?? {}).filter(([, access]) => access === 'write');
  for (const [right] of writes) faults.push(`gives every job the right to write ${right}`);
  if (workflow.concurrency === undefined) faults.push('says no concurrency');
  if (JSON.stringify(workflow.on).includes('pull_request_target')) {
    faults.push('runs code of strangers with rights: pull_request_target');
  }
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const at = (fault: string) => faults.push(`${name}: ${fault}`);
    if (job['timeout-minutes'] === undefined) at('may run for six hours: it says no timeout-minutes');
    if (job['runs-on']?.endsWith('-latest')) at(`runs on ${job['runs-on']}, which changes by itself`);
    for (const step of job.steps ?? []) for (const fault of stepFaults(step, commands)) at(fault);
  }
  for (const [, uses] of text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)) {
    if (!/ # v\d/.test(uses!)) faults.push(`${uses} does not say its version in a comment`);
  }
  return faults;
}

function stepFaults({ uses, run }: Step, commands: ReadonlySet<string>): string[] {
  if (uses !== undefined) return PINNED.test(uses) ? [] : [`${uses} is not pinned to a commit`];
  if (run === undefined) return ['a step does nothing'];
  if (run === '.ci/run') return [];
  const [, command] = PNPM.exec(run) ?? [];
  if (command === undefined || /[;&|`\n]|\$\(/.test(run)) return [`"${run}" is not one pnpm command or .ci/run`];
  if (run.includes('${{')) return [`"${run}" lets whoever starts it write commands; hand values on by env`];
  return commands.has(command) ? [] : [`there is no command "pnpm ${command}"`];
}
