import type { Fix, Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Operation } from '@ameide/contracts/graph/v1/operation';
import type { Elements } from '../../data/elements.ts';
import type { Language } from '../../design/preferences.ts';
import type { NameOf } from './element-names.ts';
import { words } from './words.ts';

/** What a fix does, as a button says it; the server's own words where there are none here. */
export function fixTitle({ code, title, operations }: Fix, nameOf: NameOf, language: Language): string {
  const t = words[language];
  switch (code) {
    case 'remove':
      return t.fixRemove;
    case 'bypass':
      return t.fixBypass;
    case 'clear_default':
      return t.fixClearDefault;
    case 'clear_condition':
      return t.fixClearCondition;
    case 'interrupt':
      return t.fixInterrupt;
    case 'as_message_flow':
      return t.fixAsMessageFlow;
    case 'set_lane':
      return t.fixSetLane(nameOf(valueIn(operations, 'lane')));
    case 'set_default':
      return t.fixSetDefault(nameOf(valueIn(operations, 'default')));
    default:
      return title;
  }
}

/** The same for a suggestion. */
export function suggestionTitle(
  { code, title, elementIds, operations }: Suggestion,
  elements: Elements,
  nameOf: NameOf,
  language: Language,
): string {
  const t = words[language];
  const [what = '', ...others] = elementIds;
  switch (code) {
    case 'label_element': {
      const rename = operations[0]?.operation;
      return rename?.case === 'rename' ? t.nameIt(rename.value.name) : title;
    }
    case 'connect_element':
      if (others[0] !== undefined && elements.get(others[0])?.source) return t.putInto(nameOf(what), nameOf(others[0]));
      return t.connectWith(nameOf(what), t.and(others.map(nameOf)));
    case 'default_flow':
      return t.fixSetDefault(nameOf(others[0] ?? ''));
    case 'create_layout':
      return t.createLayout;
    case 'start_event':
      return t.beginWith(nameOf(what));
    case 'end_event':
      return t.endWith(nameOf(what));
    default:
      return title;
  }
}

/** What operations set a property to. */
function valueIn(operations: readonly Operation[], property: string): string {
  for (const { operation } of operations) {
    const value = operation.case === 'updateNode' ? operation.value.properties?.[property] : undefined;
    if (typeof value === 'string') return value;
  }
  return '';
}
