import type { Difference, PropertyDifference } from '@ameide/contracts/graph/v1/version_service';
import { type JsonValue, toJson } from '@bufbuild/protobuf';
import { type Value, ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import type { Language } from '../../design/preferences.ts';
import { words } from './words.ts';

/** Properties whose values are ids of elements. */
const REFERENCES = new Set(['parent', 'source', 'target', 'lane', 'attachedTo', 'default']);
const LONGEST_VALUE = 200;

/**
 * Says in words what differences are about.
 * @param elements of the newest version, for the names of what is referred to; what is gone has its name in the differences
 */
export function createDifferenceDescriber(elements: Elements, differences: readonly Difference[], language: Language) {
  const gone = new Map(differences.map((each) => [each.elementId, each]));
  const t = words[language];
  const propertyNames = new Map(t.propertyNames.split(';').map((each) => each.split('=') as [string, string]));
  const nameOf = (id: string) => {
    const element = elements.get(id) ?? gone.get(id);
    if (element === undefined) return id;
    return element.name === '' ? `${kindName(element.kind, language)} ${id}` : t.quoted(element.name);
  };
  const shown = (property: string, value: Value | undefined): string => {
    const json: JsonValue | undefined = value && toJson(ValueSchema, value);
    if (json === undefined) return t.nothing;
    if (typeof json !== 'string') return shortened(JSON.stringify(json));
    return REFERENCES.has(property) ? nameOf(json) : shortened(t.quoted(json));
  };
  return {
    title({ kind, name, elementId, change }: Difference) {
      const told = change.case === 'semantic' ? change.value.mutation.value : undefined;
      const ends = told && 'source' in told ? told : elements.get(elementId);
      if (name === '' && ends && ends.source !== '') {
        return t.flow(kindName(kind, language), nameOf(ends.source), nameOf(ends.target));
      }
      return `${kindName(kind, language)} ${name === '' ? elementId : t.quoted(name)}`;
    },
    property: (property: string) => propertyNames.get(property) ?? property,
    before: ({ property, before }: PropertyDifference) => shown(property, before),
    after: ({ property, after }: PropertyDifference) => shown(property, after),
    drawing({ change }: Difference) {
      const told = change.case === 'layout' ? change.value.mutation : undefined;
      if (told?.case === 'labelSet') return t.nameElsewhere;
      const mutation = told?.value;
      if (mutation?.before === undefined) return t.drawn;
      return mutation.after === undefined ? t.notDrawn : t.drawnElsewhere;
    },
  };
}

export type DifferenceDescriber = ReturnType<typeof createDifferenceDescriber>;

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
