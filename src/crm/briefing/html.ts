import type { Line, Sheet } from './sheet';

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);

const STYLE = `
  @page { size: A4; margin: 14mm }
  body { font: 13px/1.35 system-ui, 'DejaVu Sans', sans-serif; color: #1a1a1a; max-width: 48rem; margin: 1.5rem auto; padding: 0 1rem; overflow-wrap: anywhere }
  h1 { font-size: 1.5rem; margin: 0 }
  h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: #555; margin: .9rem 0 .2rem; border-bottom: 1px solid #ccc }
  ul { list-style: none; margin: 0; padding: 0 }
  li { padding: .12rem 0 .12rem .6rem; border-left: 3px solid transparent; break-inside: avoid }
  li p { margin: 0; color: #444; font-size: .9em }
  .red { border-color: #b3261e } .yellow { border-color: #b58100 } .green { border-color: #2e7d32 }
  .warning { color: #b3261e; font-weight: bold; margin: .4rem 0 0 }
  header p { margin: .1rem 0; color: #444 }
  footer { margin-top: 1rem; color: #666; font-size: .8em }
  @media print { body { margin: 0; max-width: none; padding: 0; font-size: 10.5px } li p { display: inline } li p::before { content: ' · ' } .warning { display: inline } }`;

/** What a browser may do with the page: show it. No script, no picture, no address outside. */
export const HTML_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A sheet as a page that stands alone and prints well. Every word in it is text, whatever it holds. */
export function htmlOf({ language, title, subtitle, warnings, blocks, foot }: Sheet): string {
  const body = blocks
    .map(({ heading, lines }) => `<section><h2>${escaped(heading)}</h2><ul>${lines.map(item).join('')}</ul></section>`)
    .join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><header><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p>
${warnings.map((one) => `<p class="warning">${escaped(one)}</p>`).join('')}</header>
${body}
<footer>${escaped(foot)}</footer></body></html>
`;
}

const item = ({ text, tone, below }: Line): string =>
  `<li class="${tone}">${escaped(text)}${below.map((one) => `<p>${escaped(one)}</p>`).join('')}</li>`;
