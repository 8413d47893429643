import { request } from 'node:http';
import { join } from 'node:path';
import type { LoopFigures } from '@ameide/service-kit/testing';

/** What hostile requests are sent to. */
export interface Target {
  readonly url: string;
  /** Whether its process still runs. */
  alive(): boolean;
  /** The longest turn of its event loop since it was last asked. */
  loop(): Promise<LoopFigures>;
}

/** What a Node process needs in its environment so that `readLoop` can ask it. */
export function loopReporting(folder: string): { readonly env: NodeJS.ProcessEnv; readonly socket: string } {
  const socket = join(folder, 'loop.sock');
  const preload = new URL('./loop-report.ts', import.meta.url).href;
  const options = `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`;
  return { env: { NODE_OPTIONS: options, LOOP_REPORT_SOCKET: socket }, socket };
}

export function readLoop(socketPath: string): Promise<LoopFigures> {
  const { promise, resolve, reject } = Promise.withResolvers<LoopFigures>();
  request({ socketPath, path: '/', agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (data: string) => {
      text += data;
    });
    response.on('end', () => resolve(JSON.parse(text) as LoopFigures));
  })
    .on('error', reject)
    .end();
  return promise;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
