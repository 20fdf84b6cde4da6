import { normalEmail, normalPhone, normalSite } from '../normal';
import type { PointKind } from './parts';
import { isRussia } from './tax-number';

/** What a phone, address or site is found by. What has no normal form (a short number, a name in a messenger) stands in small letters. */
export function normalPoint(kind: PointKind, value: string, country: string | null): string {
  const plain = value.trim().toLowerCase();
  switch (kind) {
    case 'phone':
      return normalPhone(value, isRussia(country) ? 'RU' : undefined) ?? plain;
    case 'e-mail':
      return normalEmail(value) ?? plain;
    case 'site':
      return normalSite(value) ?? plain;
    case 'messenger':
      return plain;
  }
}
