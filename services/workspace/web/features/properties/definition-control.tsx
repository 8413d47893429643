import { useRef, useState } from 'react';
import { Button } from '../../design/button.tsx';
import { useWords } from '../../design/use-words.ts';
import type { Step } from '../../editor/gesture.ts';
import { codeOf, coding, defining, renaming, undefining, usesOf } from './definition-steps.ts';
import type { GlobalType } from './property-fields.ts';
import type { PropertyRowProps } from './property-row.tsx';
import { TextControl } from './text-control.tsx';
import { words } from './words.ts';

export interface DefinitionControlProps extends Pick<PropertyRowProps, 'elements' | 'field' | 'ids'> {
  readonly type: GlobalType;
  /** The id of the definition that the elements name; undefined for none, or several. */
  readonly chosen: string | undefined;
  readonly onSend: (steps: readonly Step[], title: string) => void;
}

/** Beside the choice of a message, signal, error or escalation: makes one, and changes the one that is chosen. */
export function DefinitionControl({ type, chosen, field, elements, ids, onSend }: DefinitionControlProps) {
  const t = useWords(words);
  const [isNaming, setNaming] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const endNaming = () => {
    setNaming(false);
    // What had the focus goes.
    if (area.current?.contains(document.activeElement)) area.current.parentElement?.querySelector('select')?.focus();
  };
  const what = t[`value_${type.toLowerCase()}` as 'value_message'];
  const known = chosen === undefined ? undefined : elements.get(chosen);
  const called = known?.name || chosen || '';
  const code = codeOf(type);
  return (
    <div className="definition" ref={area}>
      {isNaming && (
        <TextControl
          label={t[`nameOfNew_${type}`]}
          value=""
          hasFocus
          onLeave={endNaming}
          onCommit={(name) => {
            endNaming();
            if (name.trim() !== '') onSend(defining(elements, ids, field, name.trim()), t.define(what, name.trim()));
          }}
        />
      )}
      {known !== undefined && chosen !== undefined && !isNaming && (
        <TextControl
          key={`${chosen} name`}
          label={t[`nameOf_${type}`]}
          value={known.name}
          onCommit={(name) => onSend(renaming(chosen, name.trim()), t.change(t.field_name, called))}
        />
      )}
      {known !== undefined && chosen !== undefined && code !== undefined && !isNaming && (
        <TextControl
          key={`${chosen} code`}
          label={t.code}
          value={String(known.properties[code] ?? '')}
          isCode
          onCommit={(text) => onSend(coding(chosen, code, text.trim()), t.change(t.code, called))}
        />
      )}
      <div className="definition-actions">
        {!isNaming && (
          <Button look="quiet" icon="plus" onPress={() => setNaming(true)}>
            {t[`new_${type}`]}
          </Button>
        )}
        {known !== undefined && chosen !== undefined && !isNaming && (
          <Button look="quiet" onPress={() => onSend(undefining(chosen), t.undefine(what, called))}>
            {t.removeDefinition(called, usesOf(elements, chosen))}
          </Button>
        )}
      </div>
    </div>
  );
}
