import type { AskedField, Value } from '../answer/values';
import { givenOf } from '../answer/values';
import { api, keyed, type Shown, told } from '../api/client';
import { aboutOf, type On, type Ref } from './on';

export type Interaction = Shown['Interaction'];
export type Held = Shown['HeldInteraction'];
export type InteractionKind = Interaction['kind'];

/** One contact in full, with the words that lists leave out. */
export const interactionQuery = (id: string) => ({
  queryKey: ['record', id, 'interaction'],
  queryFn: () => told(api.GET('/interactions/{id}', { params: { path: { id } } })),
});

/** What people log and plan by hand; forms come in by themselves. */
export const BY_HAND = ['call', 'e-mail', 'meeting', 'visit', 'message', 'support'] as const;

/** A contact with a client, as it is typed. Times are local, as the browser's field has them; empty is now, or none. */
export interface Typed {
  planned: boolean;
  kind: InteractionKind;
  direction: 'in' | 'out';
  subject: string;
  result: string;
  minutes: number | '';
  at: string;
  again: string;
  plannedUntil: string;
  place: string;
  responsibleId: string | null;
  contacts: readonly Ref[];
  colleagueIds: readonly string[];
  /** Fields of the process that it brings, by key. */
  values: Readonly<Record<string, Value>>;
}

const MINUTE_S = 60;
const iso = (local: string) => new Date(local).toISOString();

/** What came of it, for one that is written down and one that was planned. */
function cameOf(typed: Typed, asks: readonly AskedField[]) {
  const { fields } = givenOf(asks, { values: typed.values, comment: '', seq: 0, key: '' });
  return {
    ...(typed.result.trim() !== '' && { result: typed.result.trim() }),
    ...(typed.minutes !== '' && { durationS: typed.minutes * MINUTE_S }),
    ...(typed.again !== '' && { again: iso(typed.again) }),
    ...(typed.kind !== 'meeting' && typed.kind !== 'visit' && { direction: typed.direction }),
    ...(fields && { fields }),
  };
}

/** Writes it down, or plans it. */
export function logInteraction(on: On, typed: Typed, asks: readonly AskedField[], key: string): Promise<Held> {
  const { planned, kind, subject, at, plannedUntil, place, responsibleId, contacts, colleagueIds } = typed;
  const body = {
    ...aboutOf(on),
    kind,
    subject: subject.trim(),
    contactIds: contacts.map(({ id }) => id),
    colleagueIds: [...colleagueIds],
    ...(planned
      ? {
          status: 'planned' as const,
          plannedFor: iso(at),
          ...(plannedUntil !== '' && { plannedUntil: iso(plannedUntil) }),
          ...(place.trim() !== '' && { place: place.trim() }),
          ...(responsibleId && { responsibleId }),
        }
      : { ...cameOf(typed, asks), ...(at !== '' && { at: iso(at) }) }),
  };
  return told(api.POST('/interactions', { params: { header: keyed(key) }, body }));
}

/** Says that a planned one took place, and what came of it. */
export function holdInteraction({ id, revision }: Interaction, typed: Typed, asks: readonly AskedField[], key: string) {
  const body = { revision, ...cameOf(typed, asks), ...(typed.at !== '' && { at: iso(typed.at) }) };
  return told(api.POST('/interactions/{id}/hold', { params: { path: { id }, header: keyed(key) }, body }));
}

/** Plans the contact that was offered, or another one. */
export const planNext = (body: Shown['NewNextContact'], key: string) =>
  told(api.POST('/next-contacts', { params: { header: keyed(key) }, body }));
