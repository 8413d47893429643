import { stringify } from 'yaml';
import { type CustomResource, exampleManifest } from './custom-resource.ts';
import type { Schema } from './schema.ts';

/** The reference of a kind in Markdown: example, fields, rules, status, conditions with their reasons. */
export function referenceMarkdown(resource: CustomResource): string {
  const { kind, group, version, shortNames, scope, description, spec, status, conditions, rules } = resource;
  const names = [resource.plural, ...shortNames].map((name) => `\`${name}\``).join(', ');
  const lines = [
    `# ${kind}`,
    '',
    '<!-- Generated from the schema in TypeScript by `pnpm generate:manifests`; do not edit. -->',
    '',
    description,
    '',
    `\`${group}/${version}\`, ${scope === 'Cluster' ? 'of the cluster' : 'in a namespace'}; \`kubectl get\` knows it as ${names}.`,
    '',
    '```yaml',
    stringify(exampleManifest(resource), { lineWidth: 120 }).trimEnd(),
    '```',
    '',
    '## Spec',
    '',
    ...fieldTable(spec),
    ...ruleList([...rules.map(({ message }) => ['', message] as const), ...rulesOf(spec, '')]),
    '## Status',
    '',
    ...fieldTable(status),
    '## Conditions',
    '',
    '| Condition | Reason | Meaning |',
    '| --- | --- | --- |',
    ...Object.entries(conditions).flatMap(([type, each]) => [
      ...Object.entries(each).map(([reason, meaning], index) => row(index === 0 ? type : '', reason, meaning)),
      ...(type === 'Ready' ? [row('', 'one of `Stalled`', 'Somebody has to change something first.')] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function fieldTable(schema: Schema): string[] {
  const rows = fieldsOf(schema, '').map(([path, field]) =>
    row(`\`${path}\``, typeOf(field), presenceOf(field), field.description),
  );
  return ['| Field | Type | | |', '| --- | --- | --- | --- |', ...rows, ''];
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function ruleList(rules: readonly (readonly [path: string, message: string])[]): string[] {
  if (rules.length === 0) return [];
  return ['Rules:', '', ...rules.map(([path, message]) => `- ${path && `\`${path}\`: `}${message}`), ''];
}

function rulesOf(schema: Schema, path: string): (readonly [string, string])[] {
  return [
    ...schema.rules.map(({ message }) => [path, message] as const),
    ...childrenOf(schema, path).flatMap(([at, field]) => rulesOf(field, at)),
  ];
}

function fieldsOf(schema: Schema, path: string): (readonly [string, Schema])[] {
  return childrenOf(schema, path).flatMap(([at, field]) => {
    const isField = !at.endsWith('[]') && !at.endsWith('.*');
    return [...(isField ? [[at, field] as const] : []), ...fieldsOf(field, at)];
  });
}

function childrenOf({ node }: Schema, path: string): (readonly [string, Schema])[] {
  switch (node.type) {
    case 'object':
      return Object.entries(node.fields).map(([name, field]) => [path === '' ? name : `${path}.${name}`, field]);
    case 'list':
      return [[`${path}[]`, node.item]];
    case 'map':
      return [[`${path}.*`, node.value]];
    default:
      return [];
  }
}

function typeOf({ node }: Schema): string {
  switch (node.type) {
    case 'choice':
      return node.values.map((value) => `\`${value}\``).join(', ');
    case 'integer':
      return node.maximum === Number.MAX_SAFE_INTEGER ? 'integer' : `${node.minimum} … ${node.maximum}`;
    case 'string':
      return node.format ? 'time' : `text (≤ ${node.maxLength})`;
    case 'int-or-percent':
      return 'count or percentage';
    case 'list':
      return `list (≤ ${node.maxItems}) of ${typeOf(node.item)}`;
    case 'map':
      return `map (≤ ${node.maxProperties}) to ${typeOf(node.value)}`;
    default:
      return node.type;
  }
}

function presenceOf(field: Schema): string {
  return field.default === undefined ? field.presence : `default \`${JSON.stringify(field.default)}\``;
}
