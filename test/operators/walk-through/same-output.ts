/** Letters and digits that Kubernetes makes names of. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';

/** What differs from run to run, and what stands for it: no more than this. */
const DIFFERENT: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>'],
  [new RegExp(`-${SAFE}{5,10}(?=-${SAFE}{5}(?![a-z0-9])|\\s)`, 'g'), '-<template>'],
  [new RegExp(`(?<=-<template>)-${SAFE}{5}(?![a-z0-9])`, 'g'), '-<pod>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z\b/g, '<time>'],
  [/\b10\.\d+\.\d+\.\d+\b/g, '<address>'],
  [/(?<=^|\s)(\d+[dhms])+( \(x\d+ over (\d+[dhms])+\))?(?=\s|$)/g, '<age>'],
  // Columns are as wide as what is in them.
  [/ {2,}/g, '  '],
  [/ +$/g, ''],
];

/** What is printed, as lines, without empty ones at its end. */
export function linesOf(output: string): readonly string[] {
  const lines = output.split('\n').map((line) => line.trimEnd());
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

/**
 * True if the same is printed as is shown, but for what differs from run to run. In what is shown, `…` stands for
 * anything: a part of a line, or lines if it is alone on one.
 *
 * @param inOrder false if lines may come in any order, as events of one second do
 */
export function isSameOutput(shown: readonly string[], printed: readonly string[], inOrder = true): boolean {
  const prepared = (lines: readonly string[]) => (inOrder ? lines.map(normalised) : lines.map(normalised).sort());
  return fits(prepared(shown), prepared(printed));
}

function fits(shown: readonly string[], printed: readonly string[]): boolean {
  const pattern = shown.map((line) => {
    if (line === '…') return '(.*\n)*';
    return `${line.split('…').map(escaped).join('.*')}\n`;
  });
  const text = printed.map((line) => `${line}\n`).join('');
  return new RegExp(`^${pattern.join('')}$`).test(text);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function normalised(line: string): string {
  return DIFFERENT.reduce((text, [pattern, stands]) => text.replace(pattern, stands), line);
}
