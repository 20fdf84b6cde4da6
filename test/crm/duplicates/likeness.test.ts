import { type Comparable, judge, USUAL_RULES } from '../../../src/crm';
import { ORGANISATIONS, PEOPLE } from './labelled';

interface Pair {
  text: string;
  same: boolean;
  score: number;
}

const NOTHING = {
  names: [],
  organisations: [],
  emails: [],
  phones: [],
  sites: [],
  taxNumber: null,
  country: null,
  region: null,
};

/** `+7495... @a@b.c inn:... in:... of:...`, told apart by what each begins with. */
function known(kind: Comparable['kind'], name: string, more: string): Comparable {
  const values =
    more.match(/(?:inn:|in:|of:|@|\+|www\.)\S+(?: (?!inn:|in:|of:|@|\+|www\.)\S+)*|8\d{10}|0\d\d [\d ]+/g) ?? [];
  const of = (mark: string) => values.filter((one) => one.startsWith(mark)).map((one) => one.slice(mark.length));
  return {
    ...NOTHING,
    kind,
    names: [name.trim()],
    emails: of('@'),
    phones: values.filter((one) => /^[+\d]/.test(one)),
    sites: values.filter((one) => one.startsWith('www.')),
    organisations: of('of:'),
    taxNumber: of('inn:')[0] ?? null,
    region: of('in:')[0] ?? null,
  };
}

function read(kind: Comparable['kind'], text: string): Pair[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [left = '', right = '', more = ''] = line.slice(2).split('|');
      const [a = '', b = ''] = more.split(' / ');
      const score = judge(known(kind, left, a), known(kind, right, b), USUAL_RULES).score;
      return { text: line, same: line.startsWith('='), score };
    });
}

function measure(pairs: readonly Pair[], from: number) {
  const found = pairs.filter(({ score }) => score >= from);
  const right = found.filter(({ same }) => same).length;
  const precision = right / found.length;
  const recall = right / pairs.filter(({ same }) => same).length;
  return { precision, recall };
}

const listed = (pairs: readonly Pair[], from: number) =>
  pairs
    .filter(({ same, score }) => same !== score >= from)
    .map(({ text, score }) => `${score} ${text}`)
    .join('\n');

describe.each([
  ['organisations', read('organisation', ORGANISATIONS), { precision: 0.9, recall: 0.85 }],
  ['people', read('person', PEOPLE), { precision: 0.9, recall: 0.85 }],
] as const)('the labelled pairs of %s', (what, pairs, least) => {
  it('are enough, of both kinds', () => {
    expect(pairs.length).toBeGreaterThan(80);
    expect(pairs.filter(({ same }) => !same).length).toBeGreaterThan(35);
  });

  it.each([
    ['warnFrom', USUAL_RULES.warnFrom],
    ['listFrom', USUAL_RULES.listFrom],
  ])('are told apart with precision and recall at %s', (name, from) => {
    const measured = measure(pairs, from);
    console.info(
      `${what}, ${pairs.length} pairs, ${name} ${from}: precision ${measured.precision.toFixed(3)}, recall ${measured.recall.toFixed(3)}\n${listed(pairs, from)}`,
    );
    expect(measured.precision).toBeGreaterThanOrEqual(least.precision);
    expect(measured.recall).toBeGreaterThanOrEqual(name === 'warnFrom' ? 0.95 : least.recall);
  });
});
