/** Words and codes that stand before or behind the number itself. */
const BEFORE = /^\s*(?:инн|огрн(?:ип)?|унп|бин|inn|vat|ust-?idn?r?|tin|ein|tax)\s*(?:no|nr|id|reg)?[\s.:№#-]*/i;
const BEHIND = /\s*[/,;].*$/s;

/**
 * A tax number as capital letters and digits alone: `ИНН 7707 083 893 / 770701001` is `7707083893`, `GB 123-4567-89` is `GB123456789`.
 * Null for what has fewer than five digits, or more than 20 signs.
 */
export function normalTaxNumber(text: string): string | null {
  const number = text
    .normalize('NFKC')
    .replace(BEFORE, '')
    .replace(BEHIND, '')
    .replace(/[\s.\-–—]/g, '')
    .toUpperCase();
  return /^[\p{L}\d]{5,20}$/u.test(number) && number.replace(/\D/g, '').length >= 5 ? number : null;
}
