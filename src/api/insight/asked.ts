import { z } from 'zod';
import { isHidden, maskOf, type Person, type Sight, sightOf } from '../../access';
import { askerFor } from '../../crm';
import {
  beginOfDay,
  COMPARISONS,
  comparedTo,
  GROUPS,
  NAMED_PERIODS,
  type NamedPeriod,
  type Narrow,
  namedPeriod,
  type Period,
  type Question,
} from '../../insight';
import type { Instant } from '../../process';
import type { Context } from '../context';
import { asked as askedOfLists } from '../list-question';
import { badInput } from '../problem';
import { TimeIn } from '../schema';

/** One or several values of a parameter, as a list. */
export const many = (one: z.ZodType<string>, description: string) =>
  z
    .union([one, z.array(one).min(1).max(100)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .optional()
    .meta({ description });

/** A day of the zone, or an instant. */
const From = z.union([z.iso.date(), TimeIn]);
const text = z.string().max(300);
const none = 'the empty text: those without one; several: any of them';

/** What anything about deals can be narrowed to, as it stands in an address. */
export const narrowing = {
  owner: many(z.union([z.literal('me'), z.uuid()]), 'Who is responsible now'),
  team: many(text, `Key of a team that the owner is in now; ${none}`),
  process: many(text, 'Key of a process'),
  version: many(z.string().regex(/^(.{1,200}@)?\d{1,9}$/, 'Must be as in standard-sale@3, or 3'), 'Version now'),
  stage: many(text, 'Where it stands now'),
  source: many(text, `Source; ${none}`),
  product: many(z.union([z.uuid(), z.literal('')]), `Product; ${none}`),
  region: many(text, `Region of the client; ${none}`),
  line: many(text, `Line of business; ${none}`),
};

/** What every report can be asked with, as it stands in an address; a report's own parameters come beside it. */
export const askedOfReports = {
  kind: z.enum(['sale', 'lead']).default('sale'),
  period: z
    .enum(NAMED_PERIODS)
    .optional()
    .meta({ description: 'By name; else `from` and `until`; else what is usual for the report' }),
  from: From.optional().meta({ description: 'A day in `zone`, or an instant' }),
  until: From.optional().meta({ description: 'Not part of the period' }),
  compare: z.enum(COMPARISONS).optional().meta({ description: 'What the period is held against' }),
  compareFrom: From.optional(),
  compareUntil: From.optional(),
  zone: askedOfLists.zone,
  ...narrowing,
  by: z.enum(GROUPS).optional().meta({ description: 'What the report is parted by' }),
  asOf: TimeIn.optional().meta({ description: 'As of when; as the addresses behind numbers say. Else now' }),
};

const { by: _by, compare: _compare, compareFrom: _from, compareUntil: _until, ...behind } = askedOfReports;
/** What the lists behind the numbers of reports are asked: they have no parts, and are of one period. */
export const askedBehind = behind;

const Asked = z.object(askedOfReports);
/** A report that knows no kinds, or no periods, is not asked them. */
export type AskedOfReports = Partial<z.output<typeof Asked>>;

/** A question with who asks it: what a report is read by. */
export interface AskedReport {
  question: Question;
  sight: Sight;
}

/**
 * What was asked, with its period resolved in the zone that was said, else in that of the asker's office.
 * @throws Problem for a period that is none
 */
export async function readAsked(
  { pool, clock }: Pick<Context, 'pool' | 'clock'>,
  actor: Person,
  asked: AskedOfReports,
  usual: NamedPeriod = 'last 30 days',
): Promise<AskedReport> {
  const now = clock.now();
  const asOf = Math.min(asked.asOf ?? now, now);
  const [{ zone }, sight] = await Promise.all([askerFor(pool, actor, asOf, asked.zone), sightOf(pool, actor)]);
  const period = periodOf(asked, zone, asOf, usual);
  return {
    question: {
      kind: asked.kind ?? 'sale',
      period,
      compared: comparedOf(asked, period, usual),
      narrow: narrowOf(asked, actor),
      by: asked.by ?? null,
      asOf,
    },
    sight,
  };
}

function periodOf(
  { period: name, from, until }: AskedOfReports,
  zone: string,
  now: Instant,
  usual: NamedPeriod,
): Period {
  const given = from !== undefined || until !== undefined;
  if (name !== undefined && given)
    throw badInput({ path: 'query.period', message: 'Say a period by name, or `from` and `until`: not both' });
  if (!given) return namedPeriod(name ?? usual, zone, now);
  if (from === undefined) throw badInput({ path: 'query.from', message: 'Must be there with `until`' });
  return ordered(
    { from: instantOf(from, zone), until: until === undefined ? now : instantOf(until, zone), zone },
    'until',
  );
}

function comparedOf(
  { compare, compareFrom, compareUntil, period: said, from: begin }: AskedOfReports,
  period: Period,
  usual: NamedPeriod,
): Period | null {
  const name = said ?? (begin === undefined ? usual : undefined);
  if (name === 'all time' && compare !== undefined)
    throw badInput({ path: 'query.compare', message: 'Nothing comes before all time' });
  if (compareFrom === undefined && compareUntil === undefined)
    return compare === undefined ? null : comparedTo(period, compare, name);
  if (compare !== undefined || compareFrom === undefined || compareUntil === undefined) {
    const message = 'Say `compare`, or `compareFrom` and `compareUntil`';
    throw badInput({ path: 'query.compare', message });
  }
  const [from, until] = [instantOf(compareFrom, period.zone), instantOf(compareUntil, period.zone)];
  return ordered({ from, until, zone: period.zone }, 'compareUntil');
}

const instantOf = (given: string | number, zone: string): Instant =>
  typeof given === 'number' ? given : beginOfDay(given, zone);

function ordered(period: Period, path: string): Period {
  if (period.from < period.until) return period;
  throw badInput({ path: `query.${path}`, message: 'Must be after the begin of the period' });
}

/** What a report can be narrowed to or parted by and is a field of the deal, or of its client. */
const FIELDS = { source: ['lead', 'sale', 'source'], region: ['lead', 'account', 'region'] } as const;

/** @throws Problem for whoever narrows or parts a report by what is hidden from them */
function mustSeeGroups(asked: Readonly<Record<string, unknown>>, actor: Person): void {
  const mask = maskOf(actor);
  for (const [group, [one, other, key]] of Object.entries(FIELDS)) {
    const hidden = isHidden(mask, one, key) || isHidden(mask, other, key);
    if (hidden && (asked[group] !== undefined || asked.by === group))
      throw badInput({ path: `query.${asked.by === group ? 'by' : group}`, message: 'There is no such field' });
  }
}

/** What was asked to be narrowed to: `me` is whoever asks. */
export function narrowOf(asked: z.output<z.ZodObject<typeof narrowing>>, actor: Person): Narrow {
  mustSeeGroups(asked, actor);
  const { owner } = asked;
  const given = GROUPS.flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]] as const]));
  return { ...Object.fromEntries(given), ...(owner && { owner: owner.map((one) => (one === 'me' ? actor.id : one)) }) };
}
