/** Where somebody was in a table: how far it was scrolled, and on which row. */
interface Place {
  top: number;
  active: number;
}

const places = new Map<string, Place>();
const NOWHERE: Place = { top: 0, active: -1 };

export const lastPlaceOf = (name: string): Place => (name === '' ? NOWHERE : (places.get(name) ?? NOWHERE));

export function rememberPlace(name: string, place: Partial<Place>): void {
  if (name !== '') places.set(name, { ...lastPlaceOf(name), ...place });
}
