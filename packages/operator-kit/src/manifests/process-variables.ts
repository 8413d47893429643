/** What the process of an operator is started with, beside what it is told of its platform: it decides how much memory it takes. */
export const PROCESS_VARIABLES: Readonly<Record<string, string>> = {
  // One arena of glibc for all threads: each further one keeps some 10 MB that it will not need again.
  MALLOC_ARENA_MAX: '1',
  // Young objects in 4 MB, not 16: a page of a list is soon garbage, and 40 MB less at the peak of a start.
  NODE_OPTIONS: '--max-semi-space-size=4',
};
