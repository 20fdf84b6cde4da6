import type { Company } from './company';
import { REPS, TEAMS } from './company';

/** What differs between copies of a history: money, ids, instants, days, people. Everything else is kept as it is. */
const CHANGES =
  /"minor":(\d+)|\b([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\b|\b(20\d\d-\d\d-\d\dT[\d:.]+Z)|\b(1[5-9]\d{11})\b|\b(20\d\d-\d\d-\d\d)\b/g;

/** How one copy differs from its template. */
export interface Copy {
  copy: number;
  shiftMs: number;
  /** How far down the list of reps its people are. */
  step: number;
  factor: number;
}

type Place = (copy: Copy) => string;

/** A text, parted where copies differ. */
export interface Mould {
  /** One more than there are places. */
  pieces: readonly string[];
  /** Into `values`, by place. */
  at: readonly number[];
  values: readonly Place[];
}

/** The text of a template as a mould. Ids of people become others', ids that were made at an instant move with it; versions stay. */
export function mouldOf(text: string, { reps, managers }: Company, kept: ReadonlySet<string>): Mould {
  const rep = new Map(reps.map((id, n) => [id, n]));
  const manager = new Map(managers.map((id, n) => [id, n]));
  const ofId = (id: string): Place => {
    const [r, m] = [rep.get(id), manager.get(id)];
    if (r !== undefined) return ({ step }) => reps[(r + step) % REPS] ?? id;
    if (m !== undefined) return ({ step }) => managers[(m + step) % TEAMS] ?? id;
    return kept.has(id) ? () => id : ({ shiftMs, copy }) => movedId(id, shiftMs, copy);
  };
  const known = new Map<string, number>();
  const values: Place[] = [];
  const pieces: string[] = [];
  const at: number[] = [];
  let from = 0;
  for (const found of text.matchAll(CHANGES)) {
    const [whole, minor, id, iso, instant, day] = found;
    const n = known.get(whole) ?? values.push(id ? ofId(id) : placeOf({ minor, iso, instant, day })) - 1;
    known.set(whole, n);
    pieces.push(text.slice(from, found.index));
    at.push(n);
    from = found.index + whole.length;
  }
  return { pieces: [...pieces, text.slice(from)], at, values };
}

const DAY_MS = 86_400_000;

function placeOf(found: { minor?: string; iso?: string; instant?: string; day?: string }): Place {
  const { minor, iso, instant, day } = found;
  if (minor) return ({ factor }) => `"minor":${moneyOf(Number(minor), factor)}`;
  if (instant) return ({ shiftMs }) => String(Number(instant) + shiftMs);
  if (iso) return ({ shiftMs }) => new Date(Date.parse(iso) + shiftMs).toISOString();
  const ms = Date.parse(`${day}T00:00:00Z`);
  return ({ shiftMs }) => new Date(ms + Math.round(shiftMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}

/** Whole units of the currency; `MONEY_SQL` says the same. */
export const moneyOf = (minor: number, factor: number): number => 100 * Math.max(1, Math.floor((minor / 100) * factor));
export const moneySql = (minor: string, factor: string): string =>
  `100 * greatest(1, floor(${minor} / 100 * ${factor}))::bigint`;

/** Its instant moves, and the number of the copy stands in its middle; `MOVED_ID_SQL` says the same. */
export function movedId(id: string, shiftMs: number, copy: number): string {
  const at = (Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) + shiftMs).toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}${id.slice(13, 24)}${copy.toString(16).padStart(6, '0')}${id.slice(30)}`;
}
export const MOVED_ID_SQL = `
  CREATE FUNCTION bench_id(id uuid, shift bigint, copy bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substr(t, 1, 8) || '-' || substr(t, 9, 4) || substr(id::text, 14, 11) || lpad(to_hex(copy), 6, '0') || substr(id::text, 31, 6)
    FROM (SELECT lpad(to_hex(('x' || translate(substr(id::text, 1, 13), '-', ''))::bit(48)::bigint + shift), 12, '0') AS t) x $$`;

/** The text of one copy. */
export function cast({ pieces, at, values }: Mould, copy: Copy): string {
  const words = values.map((value) => value(copy));
  let text = pieces[0] ?? '';
  for (let n = 0; n < at.length; n++) text += `${words[at[n] ?? 0]}${pieces[n + 1]}`;
  return text;
}
