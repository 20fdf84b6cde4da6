import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseSync } from '@swc/core';

const web = resolve(__dirname, '..', '..', 'web', 'src');

/** What all rooms say in a language: each adds its own words under a name of its own. */
function spokenIn(language: 'en' | 'ru'): Record<string, object> {
  const all: Record<string, object> = {};
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(join('/', `${language}.json`)),
  );
  for (const file of files)
    for (const [name, words] of Object.entries<object>(JSON.parse(readFileSync(join(web, file), 'utf8')))) {
      if (name in all) throw new Error(`Two rooms name their words ${name}.`);
      all[name] = words;
    }
  return all;
}
const [en, ru] = [spokenIn('en'), spokenIn('ru')];

/** Each text by its place; the forms of a number are one place. */
function textsOf(words: object, before = ''): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const [key, value] of Object.entries(words)) {
    const place = `${before}${key}`;
    if (typeof value === 'object') for (const [one, found] of textsOf(value, `${place}.`)) texts.set(one, found);
    else {
      const name = place.replace(/_(one|few|many|other)$/, '');
      texts.set(name, [...(texts.get(name) ?? []), value]);
    }
  }
  return texts;
}

const formsOf = (words: object, before = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object'
      ? formsOf(value, `${before}${key}.`)
      : /_(one|few|many|other)$/.test(key)
        ? [`${before}${key}`]
        : [],
  );

const valuesIn = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe('the words of the page', () => {
  const [english, russian] = [textsOf(en), textsOf(ru)];

  it('are there in both languages, each place once', () => {
    expect([...russian.keys()].sort()).toEqual([...english.keys()].sort());
    for (const text of [...english.values(), ...russian.values()].flat()) expect(text.trim()).not.toBe('');
  });

  it('have each form of a number that the language has', () => {
    for (const [words, locale] of [
      [en, 'en'],
      [ru, 'ru'],
    ] as const) {
      const forms = new Set(formsOf(words));
      for (const form of forms) {
        const name = form.replace(/_\w+$/, '');
        const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.map((one) => `${name}_${one}`);
        expect([...forms]).toEqual(expect.arrayContaining(wanted));
      }
    }
  });

  it('speak of the same values', () => {
    // "once" needs no number in English.
    for (const [place, [text = '']] of english)
      for (const other of russian.get(place) ?? [])
        expect([place, valuesIn(other).filter((one) => one !== 'count')]).toEqual([
          place,
          valuesIn(text).filter((one) => one !== 'count'),
        ]);
  });

  it('say in Russian what is Russian', () => {
    const same = [...english].filter(
      ([place, [text]]) => russian.get(place)?.[0] === text && /[a-z]{3}/.test(text ?? ''),
    );
    // What holds nothing but values is the same in both.
    expect(same.filter(([, [text = '']]) => /[a-z]{3}/.test(text.replace(/\{\{\w+\}\}/g, '')))).toEqual([]);
  });

  it('stand nowhere else: no text of a screen is outside of them', () => {
    const found = readdirSync(web, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => spoken(join(web, file)));
    expect(found).toEqual([]);
  });

  it('are loaded with each screen that says them, those of other rooms too', () => {
    const screens = sources.flatMap((file) => (/routes\.tsx$/.test(file) ? laterOf(file) : []));
    expect(screens.length).toBeGreaterThan(20);
    const first = reachedFrom(join(web, 'main.tsx'));
    const lacking = screens.flatMap((screen) => {
      const loaded = new Set([...first, ...reachedFrom(screen)]);
      const lacks = [...loaded].flatMap((file) =>
        placesSaid(file).filter((place) => ROOM_OF.has(place) && !loaded.has(ROOM_OF.get(place) ?? '')),
      );
      return [...new Set(lacks)].map((place) => `${relative(web, screen)}: ${place}`);
    });
    expect(lacking).toEqual([]);
  });
});

const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => join(web, file));

/** By the first name of a text, the file that loads the words of its room; what all rooms share is not among them. */
const ROOM_OF = new Map(
  sources
    .filter((file) => file.endsWith('words.ts'))
    .flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(join(file, '..', 'en.json'), 'utf8'))).map((name) => [name, file] as const),
    ),
);

const placesSaid = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*[`']([a-zA-Z]+)\./g)].map(([, name]) => name ?? '');

const fileOf = (from: string, spec: string): string | undefined =>
  ['.tsx', '.ts', '/index.ts'].map((end) => join(from, '..', `${spec}${end}`)).find((file) => sources.includes(file));

const pathsIn = (file: string, pattern: RegExp): string[] =>
  [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap(([, spec]) => fileOf(file, spec ?? '') ?? []);

/** What a file loads only when it is wanted. */
const laterOf = (file: string): string[] => pathsIn(file, /import\('(\.[^']+)'\)/g);

/** All that is loaded with a file. */
function reachedFrom(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const next of pathsIn(file, /^(?:import '|(?:import|export) (?!type )[^;]*?from '|\} from ')(\.[^']+)'/gm))
    reachedFrom(next, known);
  return known;
}

const SPOKEN = new Set(['label', 'title', 'placeholder', 'aria-label', 'description', 'alt']);
/** Our name, and names of keys. */
const NAMES = /^(Dealwright|Ctrl K|Enter|Esc|[A-Z]|\W*)$/;

/** Words between tags, and those of attributes that people read or hear. */
function spoken(file: string): string[] {
  const found: string[] = [];
  const told = (text: string) => {
    if (/\p{L}/u.test(text) && !NAMES.test(text.trim())) found.push(`${relative(web, file)}: ${text.trim()}`);
  };
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(walk);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, value, name } = node as { type?: string; value?: unknown; name?: { value?: string } };
    if (type === 'JSXText') told(String(value));
    const text = value as { type?: string; value?: string } | null;
    if (type === 'JSXAttribute' && SPOKEN.has(name?.value ?? '') && text?.type === 'StringLiteral')
      told(text.value ?? '');
    Object.values(node).forEach(walk);
  };
  walk(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', tsx: true }));
  return found;
}
