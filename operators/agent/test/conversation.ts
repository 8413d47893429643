import { randomUUID } from 'node:crypto';
import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import type { Frame } from '@ameide/contracts/inference/v1/run';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { createClient } from '@connectrpc/connect';
import type { RealPlatform } from './real-platform.ts';

/** Check order, then ship goods. */
const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="Definitions_1" targetNamespace="https://example.com/orders">
  <bpmn:process id="Process_Order" name="Order" isExecutable="false">
    <bpmn:task id="Check" name="Check order"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:task>
    <bpmn:task id="Ship" name="Ship goods"><bpmn:incoming>Flow_1</bpmn:incoming></bpmn:task>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Check" targetRef="Ship" />
  </bpmn:process>
</bpmn:definitions>
`;

/** What an agent has answered. */
export interface Answered {
  readonly text: string;
  /** Names of the tools that it called. */
  readonly tools: readonly string[];
  /** The model that it ran on. */
  readonly model: string;
  /** How many patches it has suggested. */
  readonly suggestions: number;
  /** Of an error, if there was one. */
  readonly reason: string;
}

/** Somebody asks an agent about a model, from the artifact's page, as people do. */
export async function ask(platform: RealPlatform, agentId: string, text: string): Promise<Answered> {
  const client = <Service extends Parameters<typeof createClient>[0]>(service: Service) =>
    createClient(service, platform.transport);
  const key = () => ({ idempotencyKey: randomUUID() });
  const ada = () => platform.as('ada');
  const created = await client(ArtifactCommandService).createArtifact(
    { title: 'Order', kind: 'bpmn::collaboration', ...key() },
    ada(),
  );
  const artifactId = created.artifact!.id;
  await client(ModelService).importModel({ artifactId, document: new TextEncoder().encode(DOCUMENT) }, ada());
  const parts = [{ kind: { case: 'text' as const, value: { text } } }];
  const message = { artifactId, message: { parts }, visibility: ChatVisibility.PRIVATE, agentId, ...key() };
  const { threadId } = await client(ChatCommandService).ensureChatForArtifactAndSendMessage(message, ada());
  const frames: Frame['payload'][] = [];
  for await (const { frame } of client(InferenceService).generate({ threadId, agentId, ...key() }, ada())) {
    if (frame !== undefined) frames.push(frame.payload);
  }
  return {
    text: frames.map((each) => (each.case === 'token' ? each.value.text : '')).join(''),
    tools: frames.flatMap((each) => (each.case === 'toolCall' ? [each.value.name] : [])),
    model: frames.flatMap((each) => (each.case === 'usage' ? [each.value.model] : [])).at(-1) ?? '',
    suggestions: frames.filter((each) => each.case === 'suggestion').length,
    reason: frames.flatMap((each) => (each.case === 'error' ? [each.value.reason] : [])).at(-1) ?? '',
  };
}
