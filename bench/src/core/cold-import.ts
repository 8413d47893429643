import { type Report, timed } from '../figure.ts';
import { largestDocument } from './documents.ts';
import { withPlatform } from './platform.ts';

/** The first import that a fresh platform sees, of the largest model there is. */
export async function benchColdImport(report: Report): Promise<void> {
  const { name, document } = await largestDocument();
  await withPlatform(async (client) => {
    await client.agents.listAgents({});
    const cold = await timed(() => client.importDocument({ title: name, kind: 'bpmn::collaboration', document }));
    const warm = await timed(() => client.importDocument({ title: name, kind: 'bpmn::collaboration', document }));
    report({
      figure: 'cold_import_largest_model',
      value: cold,
      unit: 'ms',
      baseline: warm,
      target: '<= 500',
      note: `${name}, ${Math.round(document.length / 1024)} KiB; CreateArtifact and ImportModel over HTTP, the first ones of the process; baseline: the same again`,
    });
  });
}
