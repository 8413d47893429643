import type { Random } from '../random.ts';
import { crowd, document, operations, talk } from './model-cases.ts';
import { binary, fields, frames, headers, pages, text, wire } from './protocol-cases.ts';
import type { HostileCase, Rpc } from './requests.ts';
import type { World } from './world.ts';

type Make = (world: World, rpcs: readonly Rpc[], random: Random) => HostileCase;

/** The kinds of cases, as they are counted. */
const makers = {
  fields,
  text,
  binary,
  frames,
  headers,
  document,
  operations,
  crowd,
  talk,
  wire,
  pages,
} satisfies Record<string, Make>;

export type CaseKind = keyof typeof makers;
export const caseKinds = Object.keys(makers) as readonly CaseKind[];

export function hostileCase(kind: CaseKind, world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  return makers[kind](world, rpcs, random);
}
