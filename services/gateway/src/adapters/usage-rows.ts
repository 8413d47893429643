import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Runs, UsageGroup, UsageQuery, UsageSum } from '../app/ports/runs.ts';

const SUMS = `count(*)::int as "runs", (count(*) filter (where phase = 'failed'))::int as "failedRuns",
  coalesce(sum(input_tokens), 0)::text as "inputTokens", coalesce(sum(output_tokens), 0)::text as "outputTokens"`;

/** The runs that a query is about; its parameters are $1 to $3. */
const ASKED = `gateway.runs where requested_by = $1
  and ($2::timestamptz is null or created_at >= $2) and ($3::timestamptz is null or created_at < $3)`;

type SumRow = Pick<UsageSum, 'failedRuns' | 'runs'> & { readonly inputTokens: string; readonly outputTokens: string };

/** What runs have used, summed up by the database. */
export function usageRows(pool: pg.Pool): Pick<Runs, 'totalUsage' | 'usage'> {
  return {
    async usage(which, after, limit) {
      const sql = `select day, "agentId", model, ${SUMS}
        from (
          select to_char(created_at at time zone $4, 'YYYY-MM-DD') as day, agent_id as "agentId", model, phase,
            input_tokens, output_tokens from ${ASKED}
        ) asked
        where $5::text is null or day < $5 or (day = $5 and ("agentId", model) > ($6, $7))
        group by day, "agentId", model order by day desc, "agentId", model limit $8`;
      const place = [after?.day ?? null, after?.agentId ?? null, after?.model ?? null];
      const values = [...asked(which), which.timeZone, ...place, limit];
      return withTenant(pool, which.tenantId, async (tx) => {
        const { rows } = await tx.query<UsageGroup & SumRow>(sql, values);
        return rows.map((row) => ({ ...row, ...sumOf(row) }));
      });
    },
    async totalUsage(which) {
      return withTenant(pool, which.tenantId, async (tx) => {
        const { rows } = await tx.query<SumRow>(`select ${SUMS} from ${ASKED}`, asked(which));
        return sumOf(rows[0]!);
      });
    },
  };
}

function asked({ userId, createdAfter, createdBefore }: UsageQuery): unknown[] {
  const instant = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return [userId, instant(createdAfter), instant(createdBefore)];
}

function sumOf({ runs, failedRuns, inputTokens, outputTokens }: SumRow): UsageSum {
  return { runs, failedRuns, inputTokens: BigInt(inputTokens), outputTokens: BigInt(outputTokens) };
}
