import type { AskedField, Value } from '../answer/values';
import { askedOf } from './fields/amend';
import type { Card, Definition, Offer } from './queries';

/** What a process hears of contacts by; the form of a contact brings it, so no button does. */
export const CONTACT_EVENT = 'interaction logged';

export const isContactOffer = ({ body }: Offer): boolean => body.type === 'event' && body.event === CONTACT_EVENT;

/** The fields that a process takes from a contact, as things stand. */
export function contactAsks(offers: readonly Offer[], { fields }: Definition, card: Card): AskedField[] {
  const keys = new Set(offers.filter(isContactOffer).flatMap(({ asks }) => asks));
  return [...keys].flatMap((key) => {
    const field = fields[key];
    return field ? [askedOf(key, field, (card.fields[key] ?? null) as Value)] : [];
  });
}
