import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { helmSkipReason } from './fixtures/chart.ts';
import { isSameOutput, linesOf } from './walk-through/same-output.ts';
import { type Step, stepsOf, withOutputs } from './walk-through/steps.ts';
import { startWorld, type World } from './walk-through/world.ts';

/**
 * operators/README.md as somebody with kubectl would follow it: every command, in order, prints what is shown there. With
 * UPDATE_README=1 the README shows afterwards what was printed.
 */
const README = join(import.meta.dirname, '../../operators/README.md');
const markdown = readFileSync(README, 'utf8');
const steps = stepsOf(markdown);
const isUpdating = process.env.UPDATE_README === '1';

/** Commands that only look, so that one may look again: for as long as it may take until it is as shown. */
const LOOKS = /^(kubectl (get|describe|events|api-resources|apply --dry-run=server)|curl) /;
const LONGEST_MS = 30_000;
/** While the README is updated, nobody knows what is to come: what has not changed for so long counts. */
const STILL_MS = 3_000;

describe('operators/README.md', { skip: clusterSkipReason() || helmSkipReason() }, () => {
  let world: World;
  const printed = new Map<Step, readonly string[]>();
  let broken: string | undefined;
  before(async () => {
    world = await startWorld();
  });
  after(async () => {
    if (isUpdating) await writeFile(README, withOutputs(markdown, printed));
    await world?.stop();
  });

  for (const section of new Set(steps.map((step) => step.section))) {
    it(section, async (test) => {
      if (broken !== undefined) return test.skip(`since ${broken} is not as shown`);
      broken = section;
      for (const step of steps.filter((each) => each.section === section)) {
        const lines = await follow(step);
        if (isUpdating) {
          if (!isAsShown(step, lines)) printed.set(step, lines);
        } else if (!isAsShown(step, lines)) assert.fail(difference(step, lines));
      }
      broken = undefined;
    });
  }

  async function follow(step: Step): Promise<readonly string[]> {
    const run = async () => linesOf(await world.terminal.run(step.command));
    let lines = await run();
    if (!LOOKS.test(step.command)) return lines;
    const deadline = performance.now() + LONGEST_MS;
    let since = performance.now();
    while (!isAsShown(step, lines) && performance.now() < deadline) {
      if (isUpdating && performance.now() - since > STILL_MS) break;
      await delay(250);
      const next = await run();
      if (!isSameOutput(lines, next, isInOrder(step))) since = performance.now();
      lines = next;
    }
    return lines;
  }
});

function isAsShown(step: Step, lines: readonly string[]): boolean {
  return isSameOutput(step.shown, lines, isInOrder(step));
}

function isInOrder({ command }: Step): boolean {
  return !command.startsWith('kubectl events ');
}

function difference({ command, shown, line }: Step, lines: readonly string[]): string {
  const texts = [`operators/README.md:${line} is not what is printed.`, `$ ${command}`];
  return [...texts, '--- shown', ...shown, '--- printed', ...lines, '---'].join('\n');
}
