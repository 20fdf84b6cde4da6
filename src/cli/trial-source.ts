import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCalendarText } from '../crm';
import { readTimes } from '../insight';
import { readCalendar } from '../platform/calendars';
import { type Config, projectRoot } from '../platform/config';
import { Trouble } from '../platform/trouble';
import { type Definition, OWNERS_CALENDAR } from '../process';
import type { Finding } from '../process/language/finding';
import { type Read, readDefinition } from '../process/language/read-definition';
import type { Calendar } from '../process/time/calendar';
import { examplesIn } from '../process/trial/read-examples';
import { sayFindings } from './process-check';
import { isFile, readRef, refOf, withDatabase } from './process-refs';
import { readText } from './read-text';

/** What is tried, and whose hours it counts in. */
export interface TrialSource {
  name: string;
  definition: Definition;
  /** As they stand in the text. */
  examples: unknown;
  calendar: Calendar;
}

/** A text, whose findings are told. @throws Trouble when it is refused */
export function readDefinitionFile(file: string): { name: string; read: Read } {
  const { name, text } = readText(file);
  const read = readDefinition(text);
  if (read.definition) return { name, read };
  sayFindings(name, read.findings);
  throw new Trouble(`${name} is refused.`, 1);
}

/** A calendar's text, ready to count in. @throws Trouble when it is refused */
export function readCalendarFile(file: string): Calendar {
  const { name, text } = readText(file);
  const read = readCalendarText(text);
  if (!read.calendar) return refused(name, read.findings);
  const { key, ...definition } = read.calendar;
  return readCalendar({ key, version: 0, definition });
}

function refused(name: string, findings: readonly Finding[]): never {
  sayFindings(name, findings);
  throw new Trouble(`${name} is refused.`, 1);
}

/**
 * A text in a file needs no database: it counts in the calendar that is given, or in the one that ships under its key. A
 * published version is read with the calendar in force.
 */
export async function trialSource(config: Config, what: string, calendar?: string): Promise<TrialSource> {
  const given = calendar === undefined ? null : readCalendarFile(calendar);
  if (isFile(what)) {
    const { name, read } = readDefinitionFile(what);
    const { definition, examples } = read;
    return { name, definition, examples, calendar: given ?? shippedCalendar(definition) };
  }
  return withDatabase(config, async (pool) => {
    const { definition, source } = await readRef(pool, refOf(what));
    const times = await readTimes(pool, {});
    const inForce = given ?? times.calendar(definition, '', Date.now(), undefined);
    return { name: what, definition, examples: examplesIn(source), calendar: inForce };
  });
}

function shippedCalendar({ calendar: key }: Definition): Calendar {
  const name = key === OWNERS_CALENDAR ? 'office' : key;
  const file = join(projectRoot(), 'calendars', `${name}.yaml`);
  if (!existsSync(file))
    throw new Trouble(`The calendar "${name}" does not ship: give its text with --calendar FILE.`, 2);
  const read = readCalendarText(readFileSync(file, 'utf8'));
  if (!read.calendar) throw new Error(`The calendar ${file} does not read.`);
  const { key: own, ...definition } = read.calendar;
  return readCalendar({ key: own, version: 0, definition });
}
