import { deflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { bytesOf, dataRows, FileRefused, LIMITS, lookAt } from '../../src/imports';

/** A zip of parts, as a program would write it. */
function zip(parts: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const heads: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text);
    const packed = deflateRawSync(data);
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32(data));
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(packed.length, 0);
    sizes.writeUInt32LE(data.length, 4);
    const length = Buffer.alloc(4);
    length.writeUInt16LE(name.length, 0);
    const common = Buffer.concat([Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]), crc, sizes, length]);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const offset = Buffer.alloc(4);
    offset.writeUInt32LE(at);
    heads.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02'),
        Buffer.from([20, 0]),
        common,
        Buffer.alloc(10),
        offset,
        Buffer.from(name),
      ]),
    );
    bodies.push(local);
    at += local.length;
  }
  const central = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(heads.length, 8);
  end.writeUInt16LE(heads.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, central, end]);
}

function crc32(data: Buffer): number {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

const sheetOf = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const workbook = (sheet: string, more: Record<string, string> = {}) =>
  zip({
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'.replace(
      '<workbook>',
      '<workbook xmlns:r="r">',
    ),
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  });

const look = (file: Buffer | string) => lookAt(bytesOf(Buffer.from(file as string)));

async function readAll(file: Buffer | string) {
  const bytes = bytesOf(Buffer.from(file as string));
  const shape = await lookAt(bytes);
  const rows = [];
  for await (const row of dataRows(bytes, shape)) rows.push(row);
  return { shape, rows };
}

describe('a file that is not what it says is refused with words', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['a PDF', '%PDF-1.7 ...', 'a PDF'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'older spreadsheet'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'a picture'],
    ['a page called .xls', '<html><table><tr><td>Name</td></tr></table></html>', 'a web page'],
    ['JSON', '[{"name": "Anna"}]', 'JSON'],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]), 'a program'],
    ['bytes without sense', Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 7) % 31)), 'no text'],
    ['a text document', zip({ 'word/document.xml': '<x/>' }), 'DOCX'],
    ['a zip of something', zip({ 'photo.txt': 'x' }), 'without a workbook'],
    ['half a workbook', workbook(sheetOf('')).subarray(0, 300), 'begins like a workbook and is none'],
    ['a workbook without rows', workbook(sheetOf('')), 'empty'],
    ['a heading alone', 'Name,Phone\n', 'no rows under its heading'],
    ['a column twice', 'Name,Phone,Name\nA,1,B\n', 'Two columns are called "Name" (A, C)'],
    ['too many columns', `${Array.from({ length: 201 }, (_, i) => `c${i}`).join(',')}\n`, '201 columns'],
    ['a card without an end', 'BEGIN:VCARD\nVERSION:3.0\nFN:Anna\n', 'has no end'],
  ])('%s', async (_, file, words) => {
    await expect(look(file)).rejects.toThrow(FileRefused);
    await expect(look(file)).rejects.toThrow(words);
  });

  it('a quote that is never closed, and a cell without an end', async () => {
    await expect(readAll(`Name,Note\nA,b\nB,"never closed\n`)).rejects.toThrow(/Row 3: a quote/);
    await expect(readAll(`Name,Note\nA,b\nB,"${'x'.repeat(LIMITS.recordCharacters)}\n`)).rejects.toThrow(
      /Row 3 holds more than 1000000 characters/,
    );
  });

  it('a workbook that unpacks to far more than it is', async () => {
    const bomb = workbook(sheetOf(`<row><c t="inlineStr"><is><t>${'a'.repeat(5_000_000)}</t></is></c></row>`));
    expect(bomb.length).toBeLessThan(10_000);
    await expect(look(bomb)).rejects.toThrow(/times its size/);
  });

  it('a workbook with entities of its own, which are not expanded', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>${sheetOf('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>')}`;
    await expect(look(workbook(laughs))).rejects.toThrow(/declares a document type/);
  });

  it('a workbook whose sheet is outside of it is not fetched', async () => {
    const outside = zip({
      'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Type="x" TargetMode="External" Target="http://169.254.1.1/x"/></Relationships>',
    });
    await expect(look(outside)).rejects.toThrow('no sheet with cells');
  });
});

describe('files as programs save them', () => {
  const table = [
    ['Наименование', 'Телефон', 'Сумма, руб.'],
    ['ООО Ёлка', '8 (495) 123-45-67', '12 345,60'],
    ['Объединение предприятий', '', '7,00'],
  ];
  const text = (delimiter: string) =>
    table.map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter)).join('\r\n');

  it.each([
    ['windows-1251', ';', iconv.encode(text(';'), 'win1251')],
    ['koi8-r', ';', iconv.encode(text(';'), 'koi8-r')],
    ['ibm866', ';', iconv.encode(text(';'), 'cp866')],
    ['utf-8', ',', Buffer.from(text(','))],
    ['utf-8', ';', Buffer.from(`\uFEFF${text(';')}`)],
    ['utf-16le', '\t', Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text('\t'), 'utf-16le')])],
    ['utf-16be', '\t', Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(text('\t'), 'utf-16be')])],
    ['utf-8', ';', Buffer.from(`sep=;\r\n${text(';')}`)],
    ['utf-8', '|', Buffer.from(text('|'))],
  ])('%s with %j between cells', async (encoding, delimiter, file) => {
    const { shape, rows } = await readAll(file);
    expect(shape).toMatchObject({ encoding, delimiter });
    expect(shape.columns.map(({ name }) => name)).toEqual(table[0]);
    expect(rows.map(({ cells }) => cells)).toEqual(table.slice(1));
  });

  it('a list without a heading: its columns go by their letters', async () => {
    const { shape, rows } = await readAll('anna@x.example,+7 495 1234567\npetr@x.example,+7 495 7654321\n');
    expect(shape).toMatchObject({ headerRow: 0, notes: [{ code: 'NoHeading' }] });
    expect(shape.columns.map(({ name }) => name)).toEqual(['Column A', 'Column B']);
    expect(rows).toHaveLength(2);
  });
});
