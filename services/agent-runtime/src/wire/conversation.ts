import { type ChatMessage, ChatRole, type MessagePart } from '@ameide/contracts/threads/v1/chat';
import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { withView } from '../domain/person-view.ts';

/** A conversation as language models read it; blanks, which providers refuse, are left out. */
export function toConversation(messages: readonly ChatMessage[]): BaseMessage[] {
  return messages.flatMap((message): BaseMessage[] => {
    const content = message.parts.map(textOf).filter(Boolean).join('\n\n');
    if (content.trim() === '') return [];
    if (message.role === ChatRole.ASSISTANT) return [new AIMessage(content)];
    return [new HumanMessage(message.context === undefined ? content : withView(content, message.context))];
  });
}

function textOf({ kind }: MessagePart): string {
  switch (kind.case) {
    case 'text':
      return kind.value.text;
    case 'code':
      return `\`\`\`${kind.value.language}\n${kind.value.content}\n\`\`\``;
    case 'patch':
      return `(Proposed the patch ${kind.value.patchId}: ${kind.value.summary})`;
    default:
      return '';
  }
}
