import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';
import type { Instant } from '../../process';
import type { Line, Sheet, Tone } from './sheet';
import { WORDS } from './words';

const MARGIN = 40;
/** Sizes that are tried so that it fits on one page; with more than that it goes on, in the one in the middle. */
const SIZES = [9, 8, 7];
const FALLBACK = 8;

const COLOURS: Readonly<Record<Tone, string>> = {
  red: '#b3261e',
  yellow: '#b58100',
  green: '#2e7d32',
  none: '#ffffff',
};
const INK = '#1a1a1a';
const GREY = '#4a4a4a';

const font = (name: string) => () => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
const FONTS = { plain: font('DejaVuSans'), bold: font('DejaVuSans-Bold') };
const loaded = new Map<string, Buffer>();
/** Read once: they have Latin, Cyrillic and Greek, and are what makes a page look the same everywhere. */
function fontOf(name: keyof typeof FONTS): Buffer {
  const known = loaded.get(name) ?? FONTS[name]();
  loaded.set(name, known);
  return known;
}

/** A sheet as a PDF of A4 pages: one, unless there is more to say than fits in small print. */
export async function pdfOf(sheet: Sheet, asOf: Instant): Promise<Buffer> {
  for (const size of SIZES) {
    const doc = draw(sheet, size, asOf);
    if (doc.bufferedPageRange().count === 1) return finish(doc, sheet);
  }
  return finish(draw(sheet, FALLBACK, asOf), sheet);
}

type Doc = InstanceType<typeof PDFDocument>;

function draw({ language, title, subtitle, warnings, blocks }: Sheet, size: number, asOf: Instant): Doc {
  const info = { Title: title, Creator: 'Dealwright', Producer: 'Dealwright', CreationDate: new Date(asOf) };
  const margins = { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 14 };
  const doc = new PDFDocument({ size: 'A4', margins, bufferPages: true, lang: language, info });
  doc.registerFont('plain', fontOf('plain')).registerFont('bold', fontOf('bold'));
  doc
    .font('bold')
    .fontSize(size * 1.8)
    .fillColor(INK)
    .text(title);
  doc.font('plain').fontSize(size).fillColor(GREY).text(subtitle);
  if (warnings.length > 0) doc.font('bold').fillColor(COLOURS.red).text(warnings.join(' · '));
  for (const { heading, lines } of blocks) {
    roomFor(doc, size * 4);
    doc
      .moveDown(0.6)
      .font('bold')
      .fontSize(size * 0.9)
      .fillColor(GREY)
      .text(heading.toUpperCase());
    rule(doc);
    for (const line of lines) entry(doc, line, size);
  }
  return doc;
}

function rule(doc: Doc): void {
  const y = doc.y + 1;
  doc
    .moveTo(MARGIN, y)
    .lineTo(doc.page.width - MARGIN, y)
    .lineWidth(0.5)
    .strokeColor('#cccccc')
    .stroke();
  doc.y = y + 2;
}

/** A line with its tone as a bar at its side. */
function entry(doc: Doc, { text, tone, below }: Line, size: number): void {
  const x = MARGIN + 7;
  const width = doc.page.width - MARGIN - x;
  doc.font('plain').fontSize(size);
  const height = doc.heightOfString(text, { width });
  roomFor(doc, height);
  if (tone !== 'none') doc.rect(MARGIN, doc.y + 1, 2.5, height - 2).fill(COLOURS[tone]);
  doc.fillColor(INK).text(text, x, doc.y, { width });
  doc.fontSize(size * 0.9).fillColor(GREY);
  // On a screen each stands by itself; paper is short of lines.
  if (below.length > 0) doc.text(below.join(' · '), x, doc.y, { width });
  doc.x = MARGIN;
  doc.y += size * 0.2;
}

/** Begins a page where what comes next would be torn apart. */
function roomFor(doc: Doc, height: number): void {
  if (doc.y + height > doc.page.height - doc.page.margins.bottom) doc.addPage();
}

/** Feet come last, once it is known how many pages there are. */
async function finish(doc: Doc, { foot, language }: Sheet): Promise<Buffer> {
  const { count } = doc.bufferedPageRange();
  for (let n = 0; n < count; n++) {
    doc.switchToPage(n);
    // A text below the margin would begin another page.
    doc.page.margins.bottom = 0;
    const place = `${foot} · ${WORDS.page[language]} ${n + 1}/${count}`;
    doc.font('plain').fontSize(7).fillColor(GREY);
    doc.text(place, MARGIN, doc.page.height - MARGIN, {
      width: doc.page.width - 2 * MARGIN,
      lineBreak: false,
      ellipsis: true,
    });
  }
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const done = new Promise<void>((resolve, reject) => doc.once('end', resolve).once('error', reject));
  doc.end();
  await done;
  return Buffer.concat(parts);
}
