import type { Money } from '../../process';
import { formatMoney } from '../../process/fields/money';
import type { LoggedDeal } from './read-log';
import type { LogLine } from './steps';

/** How the lines of a log are worded. */
export interface Wording {
  /** `stages`: one line each time that a stage is entered. `all`: whatever happened. */
  lines: 'stages' | 'all';
  /** What a version is called, by its id. */
  versions: ReadonlyMap<string, string>;
  /** Names of people by id; without them a log holds ids. */
  people: ReadonlyMap<string, string> | null;
}

/** Whether a line is one of those that the log is to hold. */
export const isIn = ({ lines }: Wording, line: LogLine): boolean =>
  lines === 'all' || (line.about === 'stage' && line.transition === 'start');

/** An event log as XES (IEEE 1849), piece by piece: one trace a deal, in the order in which they come. */
export async function* xesOf(deals: AsyncIterable<readonly LoggedDeal[]>, wording: Wording): AsyncGenerator<string> {
  yield HEAD;
  for await (const some of deals) yield some.map((deal) => traceOf(deal, wording)).join('');
  yield '</log>\n';
}

const EXTENSIONS = [
  ['Concept', 'concept', 'concept'],
  ['Time', 'time', 'time'],
  ['Lifecycle', 'lifecycle', 'lifecycle'],
  ['Organizational', 'org', 'org'],
]
  .map(
    ([name, prefix, file]) =>
      `  <extension name="${name}" prefix="${prefix}" uri="http://www.xes-standard.org/${file}.xesext"/>\n`,
  )
  .join('');

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
${EXTENSIONS}  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
  <string key="lifecycle:model" value="standard"/>
`;

function traceOf(deal: LoggedDeal, wording: Wording): string {
  const events = deal.lines.filter((line) => isIn(wording, line)).map((line) => eventOf(line, wording));
  const { id, kind, number, process, version, open, result, owner, money, accountId, plannedFor } = deal;
  return `  <trace>
${text('concept:name', id, 4)}${text('kind', kind, 4)}${whole('number', number, 4)}${text('process', process, 4)}${whole('version', version, 4)}${flag('open', open, 4)}${text('result', result, 4)}${text('owner', named(owner, wording), 4)}${text('client', accountId, 4)}${plannedFor === null ? '' : tag('date', 'planned', new Date(plannedFor).toISOString(), 4)}${amount(money, 4)}${events.join('')}  </trace>
`;
}

function eventOf(line: LogLine, wording: Wording): string {
  const { activity, transition, at, about, stage, version, resource, task, outcome, how, money } = line;
  return `    <event>
${text('concept:name', activity)}${text('lifecycle:transition', transition)}${tag('date', 'time:timestamp', new Date(at).toISOString())}${text('concept:instance', task)}${text('org:resource', resource && named(resource, wording))}${text('about', about)}${text('stage', stage)}${text('version', wording.versions.get(version) ?? version)}${text('outcome', outcome)}${text('how', how)}${amount(money)}    </event>
`;
}

/** Somebody who is gone has no name any more: their id stays. */
export const named = (id: string, { people }: Wording): string => people?.get(id) ?? id;

const tag = (type: string, key: string, value: string, indent = 6): string =>
  `${' '.repeat(indent)}<${type} key="${key}" value="${escaped(value)}"/>\n`;

const text = (key: string, value: string | null, indent?: number): string =>
  value === null || value === '' ? '' : tag('string', key, value, indent);
const whole = (key: string, value: number, indent?: number): string => tag('int', key, String(value), indent);
const flag = (key: string, value: boolean, indent?: number): string => tag('boolean', key, String(value), indent);
const amount = (money: Money | null, indent?: number): string =>
  money ? `${tag('float', 'amount', formatMoney(money), indent)}${text('currency', money.currency, indent)}` : '';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 cannot hold at all is left out. */
const escaped = (value: string): string =>
  value
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign)
    .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
