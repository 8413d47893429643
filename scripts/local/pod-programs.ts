// Programs that run in a pod, by `node -e`. The image's files cannot be written to, so a copy of them in the pod's own /tmp is what
// runs while somebody works on it.

/** Where things are in a pod. */
export interface PodPlaces {
  /** The files of the image. */
  readonly image: string;
  /** The copy of them that runs. */
  readonly copy: string;
  /** The supervisor's process. */
  readonly pid: number;
}

export interface PodPrograms {
  /** Instead of the service: makes the copy, runs the service from it, and starts it anew when it gets SIGHUP. */
  readonly supervise: string;
  /** Reads {path: hash} from its input, and prints the paths whose files in the copy are not so. */
  readonly compare: string;
  /**
   * Reads {files: {path: content in base64}, ready: URL} from its input, writes the files, has the service started anew, and
   * waits until it is ready: the cluster itself looks at a pod only every few seconds. Fails as soon as it has ended instead.
   */
  readonly write: string;
}

export const POD: PodPlaces = { image: '/app', copy: '/tmp/app', pid: 1 };

/** The texts of these programs, for these places. */
export function podPrograms({ image, copy, pid }: PodPlaces): PodPrograms {
  const started = `${copy}.started`;
  const ended = `${copy}.ended`;
  return {
    supervise: `
const { cpSync, existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
if (!existsSync('${copy}')) {
  cpSync('${image}', '${copy}.new', { recursive: true, verbatimSymlinks: true });
  renameSync('${copy}.new', '${copy}');
}
const cwd = process.cwd().replace('${image}', '${copy}');
let child;
let next;
const start = () => {
  next = undefined;
  rmSync('${ended}', { force: true });
  writeFileSync('${started}', String(process.hrtime.bigint()));
  child = spawn(process.execPath, ['src/main.ts'], { cwd, stdio: 'inherit' });
  child.once('exit', (code, signal) => {
    child = undefined;
    if (next) return next();
    const how = 'ended with ' + (signal ?? 'code ' + code);
    console.error(how + '; waiting for a change');
    writeFileSync('${ended}', how);
  });
};
const end = (after) => {
  next = after;
  if (child === undefined) return after();
  child.kill('SIGTERM');
  setTimeout((one) => one.kill('SIGKILL'), 2000, child).unref();
};
process.on('SIGHUP', () => end(start));
process.on('SIGTERM', () => end(() => process.exit(0)));
// Also while there is no service, because it could not start.
setInterval(() => {}, 1 << 30);
start();
`,
    compare: `
const { readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const wanted = JSON.parse(readFileSync(0, 'utf8'));
const hashOf = (path) => {
  try { return createHash('sha1').update(readFileSync('${copy}/' + path)).digest('hex'); } catch { return ''; }
};
console.log(JSON.stringify(Object.keys(wanted).filter((path) => hashOf(path) !== wanted[path])));
`,
    write: `
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { files, ready } = JSON.parse(readFileSync(0, 'utf8'));
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname('${copy}/' + path), { recursive: true });
  writeFileSync('${copy}/' + path, Buffer.from(content, 'base64'));
}
const started = () => readFileSync('${started}', 'utf8');
const before = started();
process.kill(${pid}, 'SIGHUP');
const deadline = Date.now() + 120_000;
const ask = async () => {
  const answers = started() !== before && (await fetch(ready).then(({ ok }) => ok, () => false));
  if (answers) return;
  const hasEnded = started() !== before && existsSync('${ended}');
  if (hasEnded || Date.now() > deadline) {
    console.error(hasEnded ? readFileSync('${ended}', 'utf8') : 'not ready after two minutes');
    process.exit(1);
  }
  setTimeout(ask, 50);
};
ask();
`,
  };
}
