import { z } from 'zod';

/** The name of a time zone as the IANA has it, such as Europe/Berlin. */
export const ZoneIn = z
  .string()
  .max(100)
  .refine(isZone, 'Must be the IANA name of a time zone, such as Europe/Berlin')
  .meta({ examples: ['Europe/Berlin'] });

function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false; // an offset is no place: its summer time is unknown
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
