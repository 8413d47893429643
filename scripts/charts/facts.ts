import { urlVariable } from '@ameide/service-kit/service';
import type { DeclaredService } from '../house/declarations.ts';
import { edgeRules, publicServices } from './routes.ts';
import type { Variable } from './variables.ts';

/** The service of which registered agents are others of the same kind: they call what it calls, and are called as it is. */
const AGENT_RUNTIME = 'agent-runtime';

/** What the library chart has to know of a service, beside the values of its chart: the text of its `declaration.yaml`. */
export function factsOf(service: DeclaredService, all: readonly DeclaredService[], variables: readonly Variable[]) {
  const { declaration } = service;
  const { calls, deployment, name, ports, probes } = declaration;
  const handedOn = all.filter((each) => deployment.handsOn.includes(each.declaration.name));
  const calling = (called: string) => all.filter(({ declaration: other }) => callsOf(other).includes(called));
  const rules = edgeRules(service, handedOn);
  return {
    name,
    ports,
    probes,
    ...('databaseRole' in declaration && { databaseRole: declaration.databaseRole }),
    calls: callsOf(declaration).map((called) => {
      const variable = urlVariable(called);
      const isRead = calls.includes(called) || variables.some((each) => each.name === variable);
      return { service: called, port: portOf(called, all), ...(isRead && { variable }) };
    }),
    handsOn: handedOn.map((each) => ({
      service: each.declaration.name,
      port: each.declaration.ports.rpc,
      packages: packagesOf(each),
    })),
    callers: calling(name)
      .map((each) => each.declaration.name)
      .sort(),
    agents: { call: calls.includes(AGENT_RUNTIME), calledBy: callsOf(agentRuntime(all)).includes(name) },
    calledByOperators: deployment.calledByOperators,
    reaches: partsOf(service),
    needsKafka: declaration.follows.length > 0 && !declaration.optional.includes('kafka'),
    variables: variables.map((each) => each.name),
    secrets: deployment.secrets,
    ...(rules !== undefined && { edge: { host: deployment.edge, rules } }),
  };
}

/** Infrastructure that the service uses. */
function partsOf({ declaration }: DeclaredService): readonly string[] {
  const { deployment, follows, optional, publishes } = declaration;
  return [
    'identity',
    'telemetry',
    ...('databaseRole' in declaration ? ['postgres'] : []),
    ...(optional.includes('redis') ? ['redis'] : []),
    ...(follows.length > 0 || publishes !== undefined ? ['kafka'] : []),
    ...deployment.reaches,
  ];
}

function callsOf(declaration: DeclaredService['declaration'] | undefined): readonly string[] {
  return declaration === undefined ? [] : [...declaration.calls, ...declaration.deployment.handsOn];
}

function agentRuntime(all: readonly DeclaredService[]): DeclaredService['declaration'] | undefined {
  return all.find(({ declaration }) => declaration.name === AGENT_RUNTIME)?.declaration;
}

function portOf(called: string, all: readonly DeclaredService[]): number {
  return all.find(({ declaration }) => declaration.name === called)!.declaration.ports.rpc;
}

/** The packages of its contracts, by which the workspace knows where to hand an RPC on. */
function packagesOf({ declaration }: DeclaredService): readonly string[] {
  const names = publicServices(declaration).map(({ typeName }) => typeName.slice(0, typeName.lastIndexOf('.')));
  return [...new Set(names)];
}
