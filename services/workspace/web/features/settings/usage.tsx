import { UsageGrouping, UsageService, type UsageSum } from '@ameide/contracts/usage/v1/usage_service';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { useMemo, useState } from 'react';
import { useNameOf } from '../../data/people.ts';
import { Button } from '../../design/button.tsx';
import { Choice } from '../../design/choice.tsx';
import { Skeleton } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { moneyText } from './money.ts';
import { words } from './words.ts';

const PAGE_SIZE = 20;
const DAY_MS = 86_400_000;
const days = { week: 7, month: 30, ever: undefined } as const;
type Range = keyof typeof days;
const groupBy = [UsageGrouping.DAY, UsageGrouping.AGENT, UsageGrouping.MODEL];

/** What the person's runs have used, and what it costs, as far as the prices of the models are known. */
export function Usage() {
  const t = useWords(words);
  const [range, setRange] = useState<Range>('month');
  const calledAfter = useMemo(() => since(days[range]), [range]);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    UsageService.method.queryUsage,
    { ...(calledAfter && { filter: { calledAfter } }), groupBy, timeZone, pageSize: PAGE_SIZE, pageToken: '' },
    { pageParamKey: 'pageToken', getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined },
  );
  const rows = data?.pages.flatMap(({ sums }) => sums) ?? [];
  const total = data?.pages[0]?.total;
  return (
    <section className="usage">
      <div>
        <h2>{t.usage}</h2>
        <p>{t.usageHint}</p>
      </div>
      <Choice
        label={t.range}
        value={range}
        onChange={setRange}
        options={(Object.keys(days) as Range[]).map((value) => ({ value, label: t[value] }))}
      />
      {isPending && <Skeleton lines={3} />}
      {!isPending && error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {data && rows.length === 0 && <p className="usage-wide">{t.noUsage}</p>}
      {total && rows.length > 0 && <UsageTable rows={rows} total={total} />}
      {hasNextPage && (
        <Button look="quiet" onPress={() => void fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  );
}

function UsageTable({ rows, total }: { readonly rows: readonly UsageSum[]; readonly total: UsageSum }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(language);
  const numbers = ({ runs, failedCalls, unpricedCalls, costNanoUsd, ...tokens }: UsageSum) => (
    <>
      <td>
        {number.format(runs)}
        {failedCalls > 0 && <small>{t.failedCalls(failedCalls)}</small>}
      </td>
      <td>{number.format(tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheWriteTokens)}</td>
      <td>{number.format(tokens.outputTokens)}</td>
      <td>
        {costNanoUsd === 0n && unpricedCalls > 0 ? t.unknown : moneyText(costNanoUsd, language)}
        {costNanoUsd !== 0n && unpricedCalls > 0 && <small>{t.unpriced(unpricedCalls)}</small>}
      </td>
    </>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a person who uses the keyboard scrolls a table that is too wide
    <section className="usage-wide" aria-label={t.usage} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col">{t.agent}</th>
            <th scope="col">{t.model}</th>
            <th scope="col">{t.runs}</th>
            <th scope="col">{t.read}</th>
            <th scope="col">{t.written}</th>
            <th scope="col">{t.cost}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.time} ${row.agentId} ${row.model}`}>
              <th scope="row">{day.format(new Date(row.time))}</th>
              <td>{nameOf(row.agentId)}</td>
              <td>{row.model || t.noModel}</td>
              {numbers(row)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {t.total}
            </th>
            {numbers(total)}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** The beginning of the day that was so many days ago. */
function since(count: number | undefined) {
  if (count === undefined) return undefined;
  const start = new Date(Date.now() - (count - 1) * DAY_MS);
  return timestampFromMs(start.setHours(0, 0, 0, 0));
}
