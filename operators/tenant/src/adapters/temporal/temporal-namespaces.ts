import { type Attempt, attempted, OutsideError } from '@ameide/primitives/outside';
import { ALREADY_EXISTS, type Answer, type Calls, isRefusal, NOT_FOUND } from '@ameide/primitives/temporal';
import type { WantedWorkflowNamespaces, WorkflowNamespaces } from '../../ports.ts';

/** Of the data of a namespace: whose it is. What lacks it is not touched. */
const MARK = 'ameide.tenant';
const DAY_SECONDS = 86_400;
/** NAMESPACE_STATE_DELETED of Temporal's API: it is being emptied. */
const DELETED = 3;

interface Found {
  readonly owner: string | undefined;
  readonly retentionDays: number;
  readonly isGoing: boolean;
}

/** The namespaces of workflows as Temporal's own. */
export function temporalNamespaces({ ask }: Calls): WorkflowNamespaces {
  /** @throws OutsideError */
  const outcomeOf = <T>(answer: Answer<T>, what: string): T => {
    if ('value' in answer) return answer.value;
    const { code, message } = answer;
    // What gRPC says of it differs from one attempt to the next.
    if (!isRefusal(code)) throw new OutsideError('unreachable', 'Temporal cannot be reached.');
    throw new OutsideError('refused', `Temporal refuses ${what}: ${message}`);
  };

  const find = async (namespace: string, { signal }: Attempt): Promise<Found | undefined> => {
    const answer = await ask(signal, ({ workflowService }) => workflowService.describeNamespace({ namespace }));
    if ('code' in answer && answer.code === NOT_FOUND) return undefined;
    const { namespaceInfo, config } = outcomeOf(answer, `to say what namespace ${namespace} is`);
    return {
      owner: namespaceInfo?.data?.[MARK],
      retentionDays: Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_SECONDS,
      isGoing: namespaceInfo?.state === DELETED,
    };
  };

  const bring = async (namespace: string, wanted: WantedWorkflowNamespaces, attempt: Attempt): Promise<void> => {
    const { tenant, retentionDays } = wanted;
    const retention = { seconds: retentionDays * DAY_SECONDS };
    let found = await find(namespace, attempt);
    if (found === undefined) {
      attempt.check();
      const answer = await ask(attempt.signal, ({ workflowService }) =>
        workflowService.registerNamespace({
          namespace,
          description: `Custom code of the tenant ${tenant}.`,
          workflowExecutionRetentionPeriod: retention as never,
          data: { [MARK]: tenant },
        }),
      );
      if (!('code' in answer && answer.code === ALREADY_EXISTS)) {
        outcomeOf(answer, `namespace ${namespace}`);
        return;
      }
      // Somebody was faster.
      found = await find(namespace, attempt);
    }
    if (found?.isGoing)
      throw new OutsideError('unreachable', `Namespace ${namespace} of Temporal is still being deleted.`);
    if (found?.owner !== tenant) throw conflict(namespace, tenant);
    if (found.retentionDays === retentionDays) return;
    attempt.check();
    const answer = await ask(attempt.signal, ({ workflowService }) =>
      workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: retention as never },
      }),
    );
    outcomeOf(known(answer, namespace), `another retention of namespace ${namespace}`);
  };

  /** True if it is there and the tenant's. */
  const isThere = async (namespace: string, tenant: string, attempt: Attempt): Promise<boolean> => {
    const found = await find(namespace, attempt);
    return found !== undefined && !found.isGoing && found.owner === tenant;
  };

  const remove = async (namespace: string, tenant: string, attempt: Attempt): Promise<void> => {
    if (!(await isThere(namespace, tenant, attempt))) return;
    attempt.check();
    const answer = await ask(attempt.signal, ({ operatorService }) => operatorService.deleteNamespace({ namespace }));
    outcomeOf(known(answer, namespace), `to delete namespace ${namespace}`);
  };

  return {
    provision: (wanted, attempt) =>
      attempted(async () => {
        for (const name of wanted.names) await bring(name, wanted, attempt);
        const kept: string[] = [];
        for (const name of wanted.others) {
          if (wanted.onDelete === 'delete') await remove(name, wanted.tenant, attempt);
          else if (await isThere(name, wanted.tenant, attempt)) kept.push(name);
        }
        return { kept };
      }),
  };
}

/** Parts of Temporal hear of a new namespace seconds after the others. @throws OutsideError if it was not found */
function known<T>(answer: Answer<T>, namespace: string): Answer<T> {
  if (!('code' in answer && answer.code === NOT_FOUND)) return answer;
  throw new OutsideError('unreachable', `Temporal does not know namespace ${namespace} everywhere yet.`);
}

function conflict(namespace: string, tenant: string): OutsideError {
  const handOver = `temporal operator namespace update -n ${namespace} --data ${MARK}=${tenant}`;
  return new OutsideError(
    'conflict',
    `Namespace ${namespace} of Temporal belongs to somebody else: its data has no ${MARK} with the tenant’s id. If it is the tenant’s, \`${handOver}\` says so.`,
  );
}
