import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { workbook } from '../../../src/crm';

/** The parts of a workbook, by name. */
async function partsOf(file: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(file, { lazyEntries: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  return parts;
}

describe('a workbook', () => {
  it('keeps text as text, numbers as numbers and days as days, and runs nothing', async () => {
    const parts = await partsOf(
      await workbook(
        ['=title'],
        [
          [{ as: 'text', text: '=1+1 <&>\u0001' }],
          [{ as: 'decimal', text: '1234.5' }],
          [{ as: 'decimal', text: '90071992547409911.25' }],
          [{ as: 'wall', time: '2026-11-22T10:30:00' }],
          [null],
        ],
      ),
    );
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('<c r="A3"><v>1234.5</v></c>');
    // Days since 1899-12-30, as the hands of the reader's clock stood.
    expect(sheet).toMatch(/<c r="A5" s="\d+"><v>46348\.4375<\/v><\/c>/);
    expect(parts.get('xl/sharedStrings.xml')).toContain('<t>=1+1 &lt;&amp;&gt;</t>');
    expect(parts.get('xl/sharedStrings.xml')).toContain('<t>90071992547409911.25</t>');
  });
});
