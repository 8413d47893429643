import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { readdir, readFile, readlink, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The processes around a node, by their ids outside of it. */
export interface NodeProcess {
  /** `unshare`, which the node ends with. */
  readonly outer: number;
  /** Process 1 of the node, in whose namespaces everything runs; null for a moment in the beginning. */
  readonly init: number | null;
}

/**
 * The node of the cluster in this folder, or null when it does not run. It is known by the file in its command line, so
 * nothing has to be noted down that could be out of date.
 */
export async function findNodeProcess(folder: string): Promise<NodeProcess | null> {
  let outer: number | undefined;
  let init: number | null = null;
  for (const { pid, program } of await processesOf(folder)) {
    if (program === 'unshare' && !(await isInit(pid))) outer = pid;
    if (program === 'sh') init = pid;
  }
  return outer === undefined ? null : { outer, init };
}

/** All that run for the node and name its file: those around it, its first ones, and the ways into it. */
async function processesOf(folder: string): Promise<{ readonly pid: number; readonly program: string | undefined }[]> {
  const found = [];
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const args = commandLine.split('\0');
    if (args.includes(nodeFile(folder))) found.push({ pid: Number(pid), program: args[0] });
  }
  return found;
}

/** Whether it is the first process of a namespace below this one. */
async function isInit(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^NSpid:\s+\d+\s+1$/m.test(status);
}

/** The file that says how the node is to be, in its cluster's folder. */
export function nodeFile(folder: string): string {
  return join(folder, 'node.json');
}

/**
 * Starts a node in namespaces of its own, from its file. It goes on after this process; with `owned`, it ends with it, also
 * when this process is killed.
 */
export function spawnNode(folder: string, { owned }: { readonly owned: boolean }): ChildProcess {
  mkdirSync(join(folder, 'log'), { recursive: true });
  const log = openSync(join(folder, 'log/node.log'), 'w');
  const namespaces = ['--pid', '--fork', '--kill-child', '--mount-proc', '--mount', '--net', '--ipc', '--uts'];
  const main = join(import.meta.dirname, 'node/main.ts');
  // The shell is process 1: it takes in the processes that lose their parents, which Node would not.
  const init = ['sh', '-c', '"$@"; exit $?', 'sh', process.execPath, '--no-warnings', main, nodeFile(folder)];
  const node = spawn('unshare', [...namespaces, '--propagation', 'private', ...init, owned ? 'owned' : 'free'], {
    detached: true,
    stdio: [owned ? 'pipe' : 'ignore', log, log],
    cwd: '/',
  });
  node.unref();
  if (node.stdin) (node.stdin as unknown as { unref(): void }).unref();
  return node;
}

/** Ends the node with everything in it, at once, the ways into it, whose ports are free then, and the groups of processes that it has made. */
export async function killNode(name: string, folder: string): Promise<void> {
  for (;;) {
    const running = await processesOf(folder);
    if (running.length === 0) break;
    for (const { pid } of running) killIfThere(pid);
    await sleep(20);
  }
  // Where there are both versions, runc makes groups in the second, too.
  for (const hierarchy of [...(await mountsOf('cgroup')), ...(await mountsOf('cgroup2'))]) {
    await removeCgroup(join(hierarchy, cgroupName(name)));
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function cgroupName(name: string): string {
  return `ameide-${name}`;
}

/** The folders below which groups can be made: of each controller, or the one of cgroup v2. */
export async function cgroupHierarchies(): Promise<string[]> {
  const v1 = await mountsOf('cgroup');
  return v1.length > 0 ? v1 : mountsOf('cgroup2');
}

async function mountsOf(wanted: string): Promise<string[]> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  return [...new Set(mounts.filter(([, , type]) => type === wanted).map(([, where]) => where!))];
}

/** Its processes were killed, and are gone in a moment. */
async function removeCgroup(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  }
  for (let attempt = 0; ; attempt += 1) {
    const code = await rmdir(path).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (code === null || code === 'ENOENT') return;
    if (attempt === 250) throw new Error(`${path} cannot be removed: ${code}`);
    await sleep(20);
  }
}

/** The bytes of memory that processes of the node hold, theirs alone and their share of what they share. */
export async function nodeMemory(init: number): Promise<number> {
  const namespace = await readlink(`/proc/${init}/ns/pid`);
  let bytes = 0;
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    // Pods have namespaces of processes of their own, inside of the node's.
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const depth = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).length ?? 0;
    const own = await readlink(`/proc/${pid}/ns/pid`).catch(() => '');
    if (own !== namespace && depth < 3) continue;
    if (own !== namespace && !(await isBelow(pid, namespace))) continue;
    const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    bytes += Number(/^Pss:\s+(\d+)/m.exec(memory)?.[1] ?? 0) * 1024;
  }
  return bytes;
}

/** By the parents, up to one that is in the namespace. */
async function isBelow(pid: string, namespace: string): Promise<boolean> {
  for (let each = pid; Number(each) > 1; ) {
    if ((await readlink(`/proc/${each}/ns/pid`).catch(() => '')) === namespace) return true;
    const status = await readFile(`/proc/${each}/status`, 'utf8').catch(() => '');
    each = /^PPid:\s+(\d+)/m.exec(status)?.[1] ?? '0';
  }
  return false;
}
