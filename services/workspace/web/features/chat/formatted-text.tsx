import { memo, useMemo } from 'react';
import { type Block, parseBlocks, parseSpans } from './markdown.ts';

/** A text of an agent. Blocks that have not changed keep their nodes while the text grows, so that a selection in them stays. */
export const FormattedText = memo(function FormattedText({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseBlocks(text), [text]);
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
});

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Line text={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'heading':
      return (
        <p className="prose-heading">
          <Line text={block.text} />
        </p>
      );
    default:
      return (
        <p>
          <Line text={block.text} />
        </p>
      );
  }
}

const Line = memo(function Line({ text }: { readonly text: string }) {
  return parseSpans(text).map(({ kind, text: part }, index) => {
    const key = `${kind}-${index}`;
    if (kind === 'strong') return <strong key={key}>{part}</strong>;
    if (kind === 'emphasis') return <em key={key}>{part}</em>;
    if (kind === 'code') return <code key={key}>{part}</code>;
    return part;
  });
});
