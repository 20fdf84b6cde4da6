import { SaxesParser } from 'saxes';

/** One line of an exported log, as its file has it. */
export interface Line {
  activity: string;
  transition: string;
  at: number;
  about: string;
  stage: string;
  version: string;
  how: string;
  task: string | null;
  resource: string | null;
  outcome: string | null;
}

/** One deal of an exported log. */
export interface Deal {
  id: string;
  /** What the file says of the deal as a whole. */
  of: Record<string, string>;
  lines: Line[];
}

/** Reads a log that was exported as XES, by nothing but its file. */
export function readXes(text: string): Deal[] {
  const deals: Deal[] = [];
  let event: Record<string, string> | null = null;
  let trace: { of: Record<string, string>; lines: Line[] } | null = null;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'trace') trace = { of: {}, lines: [] };
    else if (name === 'event') event = {};
    else if (attributes.key !== undefined && (event ?? trace)) {
      const into = event ?? trace?.of ?? {};
      into[String(attributes.key)] = String(attributes.value);
    }
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'event' && event && trace) {
      trace.lines.push(lineOf(event));
      event = null;
    }
    if (name === 'trace' && trace) {
      deals.push({ id: trace.of['concept:name'] ?? '', ...trace });
      trace = null;
    }
  });
  parser.write(text).close();
  return deals;
}

const lineOf = (event: Record<string, string>): Line => ({
  activity: event['concept:name'] ?? '',
  transition: event['lifecycle:transition'] ?? '',
  at: Date.parse(event['time:timestamp'] ?? ''),
  about: event.about ?? '',
  stage: event.stage ?? '',
  version: event.version ?? '',
  how: event.how ?? '',
  task: event['concept:instance'] ?? null,
  resource: event['org:resource'] ?? null,
  outcome: event.outcome ?? null,
});
