const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю';

const TO_CYRILLIC = new Map([...LATIN].map((key, n) => [key, CYRILLIC[n] ?? key]));
const TO_LATIN = new Map([...CYRILLIC].map((key, n) => [key, LATIN[n] ?? key]));

/** What the same keys write in the other layout, English or Russian: `ghbdtn` is `привет`. Null where that changes nothing. */
export function otherLayout(text: string): string | null {
  const small = text.toLowerCase();
  const keys = /[а-яё]/.test(small) ? TO_LATIN : TO_CYRILLIC;
  const other = [...small].map((key) => keys.get(key) ?? key).join('');
  return other === small ? null : other;
}
