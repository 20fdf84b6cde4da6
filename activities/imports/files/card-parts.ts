import { v7 as newId } from 'uuid';
import { normalEmail, normalPhone } from '../../../src/crm';
import { copyRows } from '../../bulk/copy-rows';
import type { Changes, FileBatch } from './batch';
import { isSame } from './card-fields';
import { listOf, type RowValues, textOf } from './read-row';

/** A phone or an e-mail address of a card. */
export interface PointRow {
  id: string;
  kind: 'phone' | 'e-mail';
  value: string;
  normal: string;
}

export interface AddressRow {
  id: string;
  country: string | null;
  region: string | null;
  city: string | null;
  postcode: string | null;
  line: string | null;
}

/** What a card has beside its row, as far as imports look at it. */
export interface CardParts {
  points: readonly PointRow[];
  address: AddressRow | null;
}

type Entity = 'account' | 'contact';

/** The parts of cards by their ids. */
export async function readParts(
  { client }: FileBatch,
  entity: Entity,
  ids: readonly string[],
): Promise<Map<string, CardParts>> {
  const { rows } = await client.query<CardParts & { id: string }>(
    `SELECT t.id,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'value', p.value, 'normal', p.normal)), '[]')
        FROM contact_points p WHERE p.${entity}_id = t.id) AS points,
       (SELECT jsonb_build_object('id', a.id, 'country', a.country, 'region', a.region, 'city', a.city, 'postcode', a.postcode, 'line', a.line)
        FROM addresses a WHERE a.${entity}_id = t.id AND a.kind = 'actual' ORDER BY a.position LIMIT 1) AS address
     FROM unnest($1::uuid[]) AS t(id)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const NONE: CardParts = { points: [], address: null };

/** What a row adds to, or changes of, the parts of a card. Nothing that is there is taken away. */
export function partChanges(entity: Entity, row: RowValues, had: CardParts = NONE, country?: string): Changes {
  const fresh = pointsOf(row, country).filter(
    (one) => !had.points.some((known) => known.kind === one.kind && known.normal === one.normal),
  );
  const address = addressOf(entity, row, had.address);
  return {
    ...(fresh.length > 0 && { points: { from: null, to: fresh } }),
    ...(address && { address: { from: had.address, to: address } }),
  };
}

function pointsOf(row: RowValues, country?: string): PointRow[] {
  const phones = listOf(row, 'phone', 'phone2', 'phone3').map((value) => ({
    kind: 'phone' as const,
    value,
    normal: normalPhone(value, country),
  }));
  const emails = listOf(row, 'email', 'email2').map((value) => ({
    kind: 'e-mail' as const,
    value,
    normal: normalEmail(value),
  }));
  const all = [...phones, ...emails].flatMap(({ normal, ...one }) =>
    normal === null ? [] : [{ ...one, normal, id: newId() }],
  );
  return all.filter((one, i) => all.findIndex((other) => other.normal === one.normal && other.kind === one.kind) === i);
}

const LINES = { city: 'city', postcode: 'postcode', line: 'address' } as const;

function addressOf(entity: Entity, row: RowValues, had: AddressRow | null): AddressRow | null {
  // The country of an organisation stands on its card; alone it is no address.
  const whole = entity === 'contact' ? { ...LINES, country: 'country', region: 'region' } : LINES;
  const said = Object.entries(whole).flatMap(([column, field]) =>
    textOf(row, field) ? [[column, textOf(row, field)] as const] : [],
  );
  if (said.length === 0) return null;
  const bare = had ?? {
    id: newId(),
    country: textOf(row, 'country') || null,
    region: textOf(row, 'region') || null,
    city: null,
    postcode: null,
    line: null,
  };
  const after = { ...bare, ...Object.fromEntries(said) };
  return isSame(had, after) ? null : after;
}

/** A change of a card's parts that is to be written. */
export interface PartWrite {
  cardId: string;
  changes: Changes;
}

/** Writes the parts of cards that `partChanges` found. */
export async function writeParts(
  { client }: Pick<FileBatch, 'client'>,
  entity: Entity,
  writes: readonly PartWrite[],
): Promise<void> {
  const key = `${entity}_id`;
  const points = writes.flatMap(({ cardId, changes }) =>
    ((changes.points?.to ?? []) as PointRow[]).map((one, i) => [one.id, cardId, one.kind, one.value, one.normal, i]),
  );
  await copyRows(client, 'contact_points', ['id', key, 'kind', 'value', 'normal', 'position'], points);
  const fresh = writes.flatMap(({ cardId, changes: { address } }) =>
    address && address.from === null ? [{ cardId, address: address.to as AddressRow }] : [],
  );
  await copyRows(
    client,
    'addresses',
    ['id', key, 'kind', 'country', 'region', 'city', 'postcode', 'line'],
    fresh.map(({ cardId, address: { id, country, region, city, postcode, line } }) => {
      return [id, cardId, 'actual', country, region, city, postcode, line];
    }),
  );
  const changed = writes.flatMap(({ changes }) =>
    changes.address && changes.address.from !== null ? [changes.address.to as AddressRow] : [],
  );
  await setAddresses({ client }, changed);
}

export async function setAddresses(
  { client }: Pick<FileBatch, 'client'>,
  addresses: readonly AddressRow[],
): Promise<void> {
  if (addresses.length === 0) return;
  await client.query(
    `UPDATE addresses a SET country = d.country, region = d.region, city = d.city, postcode = d.postcode, line = d.line
     FROM jsonb_populate_recordset(NULL::addresses, $1) d WHERE a.id = d.id`,
    [JSON.stringify(addresses)],
  );
}
