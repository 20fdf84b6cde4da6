/** A text of an address, as far as it is one. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** One of what is known, else nothing: an address may say anything. */
export const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

/** Something that an address either says or leaves out. */
export const yes = (value: unknown): true | undefined => (value === true || value === 'true' ? true : undefined);
