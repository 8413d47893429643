import type { LoopFigures } from '@ameide/service-kit/testing';
import type { CanaryFigures } from './canary.ts';
import { type CaseKind, caseKinds } from './cases.ts';
import { type AnswerFault, outcomeOf } from './judge.ts';
import type { Answer } from './send.ts';

export type HostileFault = AnswerFault | 'crash' | 'others_refused';

/** One request of a case. */
export interface Tried {
  /** Of the case, from 1: it follows from the seed and this number. */
  readonly number: number;
  readonly kind: CaseKind;
  readonly name: string;
  readonly request: string;
  readonly answer: Answer;
  /** What the platform says about it in its log. */
  readonly log?: string;
}

interface Worst {
  readonly tried: Tried;
  readonly value: number;
}

const EXAMPLES = 8;
/** What nobody shall hold up others for, in ms. */
const LOOP_MS = 50;

/** What a run has found so far. */
export class HostileFigures {
  requests = 0;
  cases = 0;
  canaryCalls = 0;
  /** Requests during which a turn of the event loop computed for longer than 50 ms. */
  longTurns = 0;
  readonly #outcomes = new Map<CaseKind, Map<string, number>>();
  readonly #faults = new Map<HostileFault, Tried[]>();
  #turns: Worst[] = [];
  #waits: Worst[] = [];
  #slow: Worst[] = [];

  add(tried: Tried): void {
    this.requests += 1;
    this.cases = tried.number;
    const outcomes = this.#outcomes.get(tried.kind) ?? new Map<string, number>();
    this.#outcomes.set(tried.kind, outcomes);
    const outcome = outcomeOf(tried.answer);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    this.#slow = worst(this.#slow, { tried, value: tried.answer.ms });
  }

  /** What others had of a request. */
  watch(tried: Tried, loop: LoopFigures | undefined, canary: CanaryFigures): void {
    this.canaryCalls += canary.calls;
    const cpuMs = loop?.cpuMs ?? 0;
    if (cpuMs > LOOP_MS) this.longTurns += 1;
    this.#turns = worst(this.#turns, { tried, value: cpuMs });
    this.#waits = worst(this.#waits, { tried, value: canary.worstMs });
    for (const text of canary.refusals) this.find('others_refused', { ...tried, answer: { ...tried.answer, text } });
  }

  find(fault: HostileFault, tried: Tried): void {
    this.#faults.set(fault, [...(this.#faults.get(fault) ?? []), tried]);
  }

  faults(): readonly HostileFault[] {
    return [...this.#faults.keys()].sort();
  }

  get failed(): boolean {
    return this.#faults.size > 0;
  }

  /** The longest turn of the event loop, in ms of CPU time. */
  get worstTurnMs(): number {
    return this.#turns[0]?.value ?? 0;
  }

  /** The figures for people. @param repeat the command that repeats a case */
  table(repeat: (number: number) => string): string {
    const lines = [`cases ${this.cases}, requests ${this.requests}, calls of the other tenant ${this.canaryCalls}`];
    for (const kind of caseKinds) {
      const outcomes = [...(this.#outcomes.get(kind) ?? [])].sort(([, a], [, b]) => b - a);
      lines.push(`  ${kind.padEnd(12)}${outcomes.map(([outcome, times]) => `${outcome} ${times}`).join(', ')}`);
    }
    const show = (title: string, worst: readonly Worst[]) => {
      lines.push('', title);
      for (const { tried, value } of worst)
        lines.push(
          `  ${Math.round(value)} ms  ${repeat(tried.number)}   # ${tried.kind}: ${tried.name}`,
          `    ${tried.request.slice(0, 300)}`,
        );
    };
    show(`longest turns of the event loop, CPU time (${this.longTurns} requests over ${LOOP_MS} ms)`, this.#turns);
    show('longest waits of the other tenant', this.#waits);
    show('slowest answers', this.#slow);
    lines.push(
      '',
      `faults ${[...this.#faults].map(([fault, found]) => `${fault} ${found.length}`).join(', ') || 'none'}`,
    );
    for (const [fault, found] of this.#faults) {
      for (const { number, kind, name, request, answer, log } of found.slice(0, EXAMPLES)) {
        lines.push(
          `  ${fault}: ${repeat(number)}   # ${kind}: ${name}`,
          `    ${request.slice(0, 700)}`,
          `    ${answer.status} ${answer.broken ?? ''} ${answer.text.slice(0, 500)}`,
          ...(log ? [`    ${log}`] : []),
        );
      }
    }
    return lines.join('\n');
  }
}

/** The worst of different cases, worst first. */
function worst(known: readonly Worst[], one: Worst): Worst[] {
  const same = known.find(({ tried }) => tried.name === one.tried.name && tried.kind === one.tried.kind);
  if (same !== undefined && same.value >= one.value) return [...known];
  return [...known.filter((other) => other !== same), one].sort((a, b) => b.value - a.value).slice(0, EXAMPLES);
}
