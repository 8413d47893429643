import { string } from '@ameide/operator-kit/schema';

const list = (number: string) => `(\\*(/[1-9][0-9]?)?|${number}(,${number})*)`;
const MINUTE = '[1-5]?[0-9]';
const HOUR = '(1[0-9]|2[0-3]|[0-9])';
const DAY = '([12][0-9]|3[01]|[1-9])';
const MONTH = '(1[0-2]|[1-9])';
const WEEKDAY = '(MON-FRI|[0-6](,[0-6])*|\\*)';

/** When something runs, as CronJobs take it; without ranges but `MON-FRI`, so that every value that fits is a valid one. */
export const schedule = (description: string) =>
  string(`${description} A cron schedule in UTC; minute, hour, day, month, weekday: \`30 2 * * MON-FRI\`.`, {
    maxLength: 100,
    pattern: `^${list(MINUTE)} ${list(HOUR)} ${list(DAY)} ${list(MONTH)} ${WEEKDAY}$`,
    otherwise:
      'must be minute, hour, day, month and weekday: each `*` or numbers with commas between, the first four also `*/5`, the last also `MON-FRI`',
  });
