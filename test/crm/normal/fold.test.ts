import fc from 'fast-check';
import { fold, foldCompany } from '../../../src/crm';
import { freshDatabase, testPool } from '../../support/database';

const LETTERS = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-–—\'’"«»()&/№+@_',
  ...'абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіїєґўІЇЄҐЎәғқңөұүһђјљњћџ',
  ...'áàâäãåāéèêëíìîïóòôöõøúùûüñçčćšśžźżłŁđĐßæÆœŒþðıİşğŞĞαβγδεζηθικλμνξοπρσςτυφχψωΩΣ株式会社ﬁ①½\u1680\ufeff\u00a0\u2028',
];
const FORMS = [
  'ООО',
  'АО',
  'Ltd',
  'GmbH',
  'Inc.',
  'ИП',
  'and',
  'общество с ограниченной ответственностью',
  'Ромашка',
  'Group',
];
const Text = fc.array(fc.constantFrom(...LETTERS), { maxLength: 40 }).map((some) => some.join(''));
const Name = fc.array(fc.oneof(fc.constantFrom(...FORMS), Text), { maxLength: 5 }).map((some) => some.join(' '));

describe('one spelling', () => {
  it.each([
    ['Северный металл', 'Severny metall', 'SEVERNYI METALL'],
    ['Щукин', 'Shchukin', 'Schukin'],
    ['Юрий', 'Yuri', 'Iurii', 'Jurij'],
    ['Хлебников', 'Khlebnikov', 'Hlebnikov'],
    ['Фёдоров', 'Федоров', 'Fedorov'],
    ['Мария Ильина', 'Mariya Ilyina', "Maria Il'ina"],
    ['Łódź', 'Lodz'],
    ['Müller', 'Muller'],
    ['Παπαδοπουλος', 'Papadopoulos'.replace('ou', 'oi')],
  ])('is the same for %s, %s', (...spellings) => {
    expect(new Set(spellings.map(fold)).size).toBe(1);
  });

  it('leaves figures as they are, and one space between words', () => {
    expect(fold('  Trade №1100,   5500/22 ')).toBe('trade no1100 5500 22');
  });

  it('drops how a company is founded, and never the whole of a name', () => {
    expect(
      ['ООО «Ромашка»', 'Ромашка, ООО', 'Romashka LLC', 'Общество с ограниченной ответственностью "Ромашка"'].map(
        foldCompany,
      ),
    ).toEqual(Array(4).fill('romashka'));
    expect(foldCompany('Johnson and Co.')).toBe('iohnson');
    expect(foldCompany('АО')).toBe('ao');
  });

  it('is the same in the tables and here, whatever the text', async () => {
    const pool = testPool((await freshDatabase()).apiUrl);
    const any = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\u0000'));
    const texts = fc.sample(fc.oneof(Text, Name, any), 5_000);
    const { rows } = await pool.query<{ folded: string; company: string }>(
      'SELECT fold(t) AS folded, fold_company(t) AS company FROM unnest($1::text[]) WITH ORDINALITY AS given(t, n) ORDER BY n',
      [texts],
    );
    expect(rows).toEqual(texts.map((text) => ({ folded: fold(text), company: foldCompany(text) })));
  });
});
