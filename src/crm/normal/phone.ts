import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone number in E.164 (`+74951234567`), or null when it can be none. A number without a country code is read as one of
 * `country` (two letters); without that, by how it is written: 8 or 7 and ten digits, or ten digits, as Russian; 0 and nine or ten, as
 * British. An extension is left out: it is the same line.
 */
export function normalPhone(text: string, country?: string): string | null {
  const written = text
    .trim()
    .replace(/^tel:/i, '')
    .replace(/^00(?=[1-9])/, '+');
  const digits = written.replace(/\D/g, '');
  if (digits.length < 5 || digits.length > 40) return null;
  const read = parsePhoneNumberFromString(inFull(written, digits), countryOf(digits, country));
  return read?.isPossible() ? read.number : null;
}

/** 7 and ten digits are a Russian number whose plus got lost. */
const inFull = (written: string, digits: string): string =>
  !written.startsWith('+') && /^7\d{10}$/.test(digits) ? `+${digits}` : written;

function countryOf(digits: string, country: string | undefined): CountryCode {
  const said = country?.toUpperCase();
  if (said !== undefined && isSupportedCountry(said)) return said;
  return digits.startsWith('0') ? 'GB' : 'RU';
}
