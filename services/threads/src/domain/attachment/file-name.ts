/** The endings that files of a type have; the first one is added to a name that has another. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
};

/** Endings that make a system run or render a text when somebody opens it. */
const ACTIVE =
  /^(?:app|bat|cmd|com|command|cpl|desktop|exe|hta|html?|jar|jse?|lnk|mht(?:ml)?|msi|ps1|reg|scr|sh|svgz?|url|vb[es]?|ws[fh]?|xht(?:ml)?)$/;

const MAX_LENGTH = 120;
/** What a name may not hold: control and formatting characters, such as those that turn the direction of writing, and what file systems refuse. */
const UNWANTED = /[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu;

/** A name that can be shown and saved anywhere: of a path its last part, without what file systems or readers stumble over. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const legible = last
    .normalize('NFC')
    .replace(UNWANTED, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  if (legible === '') return 'file';
  if ([...legible].length <= MAX_LENGTH) return legible;
  const { stem, ending } = split(legible);
  const kept = ending === '' ? MAX_LENGTH : MAX_LENGTH - ending.length - 1;
  return `${[...(ending === '' ? legible : stem)].slice(0, kept).join('').trimEnd()}${ending && `.${ending}`}`;
}

/** The same name with an ending that fits the type, so that nobody opens a file as something else. */
export function nameForType(name: string, mimeType: string): string {
  const ending = split(name).ending.toLowerCase();
  const endings = ENDINGS[mimeType];
  if (endings !== undefined) return endings.includes(ending) ? name : `${name}.${endings[0]}`;
  const isOfAnother = Object.values(ENDINGS).some((others) => others.includes(ending));
  return isOfAnother || ACTIVE.test(ending) ? `${name}.txt` : name;
}

/** What a text is, by the ending of its name. */
export function textTypeOf(name: string): string {
  switch (split(name).ending.toLowerCase()) {
    case 'md':
    case 'markdown':
      return 'text/markdown';
    case 'csv':
      return 'text/csv';
    case 'json':
      return 'application/json';
    case 'bpmn':
    case 'dmn':
    case 'xml':
    case 'xsd':
      return 'application/xml';
    default:
      return 'text/plain';
  }
}

function split(name: string): { readonly stem: string; readonly ending: string } {
  const found = /^(.+)\.([A-Za-z0-9]{1,12})$/u.exec(name);
  return found === null ? { stem: name, ending: '' } : { stem: found[1]!, ending: found[2]! };
}
