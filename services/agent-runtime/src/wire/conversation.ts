import type { AttachmentContent } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import { type ChatMessage, ChatRole, type ImportedFacts, type MessagePart } from '@ameide/contracts/threads/v1/chat';
import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { type AttachedFile, attachedFile, FILES } from '../domain/attached-file.ts';
import { withView } from '../domain/person-view.ts';

/**
 * A conversation as language models read it; blanks, which providers refuse, are left out. What was attached to a message
 * stands behind what the person says, in blocks of its own.
 */
export function toConversation(
  messages: readonly ChatMessage[],
  contents: readonly AttachmentContent[] = [],
): BaseMessage[] {
  const contentOf = new Map(contents.map((content) => [content.attachmentId, content]));
  return messages.flatMap((message): BaseMessage[] => {
    const content = message.parts.map(textOf).filter(Boolean).join('\n\n');
    if (content.trim() === '' && message.attachments.length === 0) return [];
    if (message.role === ChatRole.ASSISTANT) return content.trim() === '' ? [] : [new AIMessage(content)];
    const own = message.imported === undefined ? content : `${importedBy(message.imported)}\n\n${content}`;
    const said = message.context === undefined ? own : withView(own, message.context);
    if (message.attachments.length === 0) return [new HumanMessage(said)];
    const attached = message.attachments.map((one) => blocksOf(one, contentOf.get(one.id)));
    return [
      new HumanMessage({
        content: [
          ...(said.trim() === '' ? [] : [{ type: 'text' as const, text: said }]),
          ...attached.flatMap(({ blocks }) => blocks),
        ],
        additional_kwargs: { [FILES]: { said, files: attached.map(({ file }) => file) } },
      }),
    ];
  });
}

/** It stays what the person says: who is said to have spoken is a claim of a file. */
function importedBy({ role, authorName }: ImportedFacts): string {
  const speaker = role === ChatRole.ASSISTANT ? 'an agent' : 'a person';
  const name = authorName === '' ? '' : `, named ${JSON.stringify(authorName)}`;
  return `(Imported from a file that says ${speaker} has said this${name}.)`;
}

function blocksOf({ name, mimeType, sizeBytes }: Attachment, known: AttachmentContent | undefined) {
  const { content, truncated = false } = known ?? { content: { case: undefined } };
  const file: AttachedFile = {
    name,
    mimeType,
    sizeBytes,
    ...(content.case === 'text' && { text: content.value, truncated }),
  };
  const text = { type: 'text' as const, text: attachedFile(file) };
  if (content.case !== 'image') return { file, blocks: [text] };
  const url = `data:${mimeType};base64,${Buffer.from(content.value).toString('base64')}`;
  return { file, blocks: [text, { type: 'image_url' as const, image_url: { url } }] };
}

function textOf({ kind }: MessagePart): string {
  switch (kind.case) {
    case 'text':
      return kind.value.text;
    case 'code':
      return `\`\`\`${kind.value.language}\n${kind.value.content}\n\`\`\``;
    case 'patch':
      return `(Proposed the patch ${kind.value.patchId}: ${kind.value.summary})`;
    case 'image':
      return kind.value.altText;
    default:
      return '';
  }
}
