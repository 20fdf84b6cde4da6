/**
 * Text in small letters, a letter for a letter, as the database's `lower` makes it: the German ß stays, a Greek Σ at the end of a
 * word becomes σ, and the Turkish İ becomes i.
 */
export function small(text: string): string {
  const lowered = text.toLowerCase();
  return lowered.length === text.length && !text.includes('Σ') ? lowered : [...text].map(smallLetter).join('');
}

const smallLetter = (letter: string): string => (letter === 'İ' ? 'i' : letter.toLowerCase());
