/** What came of an attempt in a system that is not Kubernetes, when it is not what was asked for. */
export interface Fault {
  /** `unreachable` passes by itself; `refused` is the system's answer; `conflict` means that what is there belongs to somebody else. */
  readonly fault: 'conflict' | 'refused' | 'unreachable';
  /** For people: the same for the same fault, and without secrets. */
  readonly message: string;
}

/** How an attempt is made. */
export interface Attempt {
  /** Called directly before every write. @throws LeadershipLost */
  readonly check: () => void;
  /** Once it is aborted, the attempt throws its reason. */
  readonly signal: AbortSignal;
}

/** True of what did not come to what was asked for. */
export function isFault(answer: object): answer is Fault {
  return 'fault' in answer;
}
