import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/process/language/read-definition';

const page = readFileSync(join(__dirname, '../../../docs/reference/process.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

/** A whole process around the example of one part. */
function around(part: string): string | null {
  const fields =
    'fields: { amount: { type: money }, discount: { type: percent, default: 0 }, decisionDate: { type: date } }\n';
  const stages = ['proposal', 'qualify', 'new', 'contacting', 'postponed', 'waiting-decision'].map(
    (key) => `  ${key}:\n    clock: ours\n`,
  );
  const closed = 'closed: { won: { who: anyone }, lost: { who: anyone } }\n';
  const head = 'process: example\nkind: sale\ncalendar: office\n';
  const others = `stages:\n${stages.join('')}`;
  if (part.startsWith('process:')) return part;
  if (part.startsWith('fields:')) return head + part + others + closed;
  if (part.startsWith('stages:')) return head + fields + part + closed;
  if (part.startsWith('limit:')) return head + fields + part + others + closed;
  if (part.startsWith('tasks:'))
    return `${head}${fields}${others}    ${part.replaceAll('\n', '\n    ').trimEnd()}\n${closed}`;
  if (part.startsWith('closed:')) return head + fields + others + part;
  return part.startsWith('moves:') ? head + fields + others + closed + part : null;
}

/** Faults of the frame around an example, not of the example. */
const OF_THE_FRAME = ['MissingTranslation', 'UnreachableStage', 'UnaskedField'];

describe('the page on process definitions', () => {
  it.each(blocks.map(around).filter((text) => text !== null))('shows an example that is read: %s', (text) => {
    const reading = readDefinition(text);
    const found = reading.definition ? reading.warnings : reading.findings;
    expect(found.filter(({ code }) => !OF_THE_FRAME.includes(code))).toEqual([]);
  });
});
