import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { Composer, Document, Parser } from 'yaml';
import { typeProblem } from '../../../src/process/fields/condition';
import { shapeProblem } from '../../../src/process/fields/condition-check';
import { checkingEnvironment } from '../../../src/process/fields/condition-environment';
import { inCircles } from '../../../src/process/language/cross/circles';
import { createGuess } from '../../../src/process/language/guess';
import { readDefinition } from '../../../src/process/language/read-definition';
import { definitionSchema } from '../../../src/process/language/schema/definition';
import { MAX_BYTES } from '../../../src/process/language/yaml';

jest.mock('../../../src/process/language/schema/definition', () => {
  const real = jest.requireActual<{ definitionSchema: typeof definitionSchema }>(
    '../../../src/process/language/schema/definition',
  );
  return { ...real, definitionSchema: jest.fn(real.definitionSchema) };
});

/** What is done to a text is counted, never timed. */
const steps = {
  parse: jest.spyOn(Parser.prototype, 'parse'),
  compose: jest.spyOn(Composer.prototype, 'compose'),
  toData: jest.spyOn(Document.prototype, 'toJS'),
  schema: definitionSchema as jest.MockedFunction<typeof definitionSchema>,
  condition: jest.spyOn(Environment.prototype, 'parse'),
};

beforeEach(() => jest.clearAllMocks());

const done = () => Object.fromEntries(Object.entries(steps).map(([what, spy]) => [what, spy.mock.calls.length]));

/** So many of something, in one text. */
const many = (n: number, one: (i: number) => string): string => Array.from({ length: n }, (_, i) => one(i)).join('');

/** As many of something as a text may hold. */
const full = (one: string): string => one.repeat(Math.floor((MAX_BYTES - 100) / one.length));

const HEAD = 'process: bomb\nkind: sale\ncalendar: office\n';
const CLOSED = 'closed: { won: { who: anyone } }\n';
const STAGE = 'stages: { a: {} }\n';

function findings(text: string) {
  const reading = readDefinition(text);
  return reading.definition ? reading.warnings : reading.findings;
}

const codes = (text: string) => [...new Set(findings(text).map(({ code }) => code))];

describe('a text that means harm is refused before it costs', () => {
  it('when it holds a million stages: before anything looks at it', () => {
    expect(codes(`${HEAD}stages:\n${many(1_000_000, (i) => `  s${i}:\n`)}${CLOSED}`)).toEqual(['TooLarge']);
    expect(done()).toEqual({ parse: 0, compose: 0, toData: 0, schema: 0, condition: 0 });
  });

  it('when it holds as many stages as its bytes can: before they are read as stages', () => {
    const stages = many(26_000, (i) => `  s${i}:\n`);
    expect(findings(`${HEAD}stages:\n${stages}${CLOSED}`)).toMatchObject([{ code: 'TooMany', line: 4 }]);
    expect(done()).toMatchObject({ parse: 1, schema: 0, condition: 0 });
  });

  // The library puts its tokens together by recursion: it runs out of stack, and can take the process along.
  it.each(['[', '- ', '? ', '{a: ', '- {', ': '])(
    'when it is nested by %j: before its tokens are put together',
    (open) => {
      expect(codes(full(open))).toEqual(['TooDeep']);
      expect(done()).toMatchObject({ parse: 1, compose: 0, toData: 0 });
    },
  );

  it.each([
    ['commas', `a: [${full(',').slice(0, -10)}]`],
    ['items', `a: [${full('a,').slice(0, -10)}]`],
    ['tags', full('! ')],
  ])('when it has more %s than any definition: before its tokens are put together', (_what, text) => {
    expect(codes(text)).toEqual(['TooLarge']);
    expect(done()).toMatchObject({ parse: 1, compose: 0, toData: 0 });
  });

  it.each([
    ['a loop', 'a: &a [*a]'],
    ['a loop of two', 'a: &a { b: &b { a: *a } }'],
    [
      'a billion laughs',
      `a: &a [x, x]\n${many(30, (i) => `b${i}: &b${i} [*${i ? `b${i - 1}` : 'a'}, *${i ? `b${i - 1}` : 'a'}]\n`)}`,
    ],
    ['a merge', 'a: &a { x: 1 }\nb: { <<: *a }'],
  ])('when it has aliases, be they %s: before they are followed', (_what, text) => {
    expect(codes(text)).toEqual(['AliasUsed']);
    expect(done()).toMatchObject({ toData: 0, schema: 0 });
  });

  it('when its keys are very many: none is held against all others', () => {
    const unique = jest.fn(() => false);
    const text = `${many(30_000, (i) => `k${i}:\n`)}k7:\n`;
    expect(findings(text)).toMatchObject([{ code: 'NotYaml', line: 30_001, message: "'k7' is written twice." }]);
    // As the library does it, for this test to know that it would be seen.
    const tokens = [...new Parser().parse(many(100, (i) => `k${i}:\n`))];
    expect([...new Composer({ uniqueKeys: unique }).compose(tokens)]).toHaveLength(1);
    expect(unique).toHaveBeenCalledTimes((100 * 99) / 2);
    const [{ value: composer } = { value: undefined }] = steps.compose.mock.contexts.map((value) => ({ value }));
    expect(composer).toMatchObject({ options: { uniqueKeys: false } });
  });
});

describe('of each part there are at most', () => {
  const stages = (n: number, one: (i: number) => string) => `stages:\n${many(n, (i) => `  s${i}: ${one(i)}\n`)}`;
  const outcomes = (n: number) => `{ tasks: { t: { outcomes: { ${many(n, (i) => `o${i}: , `)} } } } }`;
  const tasks = (n: number) => `{ tasks: { ${many(n, (i) => `t${i}: { outcomes: { a: } }, `)} } }`;
  const step = (i: number) => `s${i}: {}, `;

  it.each<[number, string, (n: number) => string]>([
    [500, 'stages', (n) => stages(n, () => '{}')],
    [500, 'stages', (n) => `stages: { a: { branches: { b: { stages: { ${many(n - 1, step)} } } } } }\n`],
    [2000, 'tasks', (n) => stages(20, (i) => tasks(i === 0 ? n - 1900 : 100))],
    [5000, 'outcomes', (n) => stages(50, (i) => outcomes(i === 0 ? n - 4900 : 100))],
    [300, 'fields', (n) => `fields: { ${many(n, (i) => `f${i}: { type: date }, `)} }\n${STAGE}`],
    [
      2000,
      'moves',
      (n) =>
        `${stages(50, () => '{}')}moves:\n${many(n, (i) => `- { from: s${i % 50}, to: s${Math.floor(i / 50)}, who: anyone }\n`)}`,
    ],
  ])('%i %s', (most, what, text) => {
    const tooMany = (n: number) =>
      findings(`${HEAD}${text(n)}${CLOSED}`).filter(({ message }) => message.includes('is the most'));
    expect(tooMany(most)).toEqual([]);
    jest.clearAllMocks();
    expect(tooMany(most + 1)).toMatchObject([{ message: expect.stringContaining(`${most + 1} ${what}`) }]);
    expect(done()).toMatchObject({ schema: 0 });
  });
});

describe('a condition', () => {
  const text = (condition: string) =>
    `${HEAD}fields: { f: { type: boolean } }\nstages: { a: { when: '${condition}', next: closed.won } }\n${CLOSED}`;

  it('that is longer than any person writes is not parsed', () => {
    expect(codes(text(`f == null${' || f == null'.repeat(100)}`))).toContain('ConditionUnsound');
    expect(done()).toMatchObject({ condition: 0 });
  });

  it.each([
    ['wide', `f == null${' || f == null'.repeat(70)}`],
    ['deep', `${'('.repeat(30)}f${')'.repeat(30)} || ${'!'.repeat(30)}f`],
    ['a list', `f in [${many(60, (i) => `${i}, `)}1]`],
  ])('that is too %s is refused by its parser', (_what, condition) => {
    expect(condition.length).toBeLessThan(1000);
    expect(findings(text(condition))).toContainEqual(
      expect.objectContaining({ code: 'ConditionUnsound', message: expect.stringContaining('Exceeded') }),
    );
  });

  it.each([
    ['&& in ||', (inner: string) => `f == null || (f && ${inner})`],
    ['choices', (inner: string) => `f != null ? f : ${inner}`],
    ['choices of choices', (inner: string) => `(f != null && f) ? true : (${inner})`],
    ['negations', (inner: string) => `!(f == null || !(${inner}))`],
  ])('as large as it may be is looked at a few times each part: %s', (_what, wrap) => {
    const fields = { f: { type: 'boolean', name: { en: '', ru: '' }, options: {}, default: null } } as const;
    let condition = 'f == null';
    for (let more = wrap(condition); parses(more); more = wrap(condition)) condition = more;
    const { ast } = checkingEnvironment(fields).parse(condition);
    const looks = { count: 0 };
    shapeProblem(counted(ast, looks), fields);
    const parts = countNodes(ast);
    expect(parts).toBeGreaterThan(25);
    expect(looks.count).toBeGreaterThanOrEqual(parts);
    expect(looks.count).toBeLessThanOrEqual(8 * parts);

    function parses(longer: string): boolean {
      try {
        checkingEnvironment(fields).parse(longer);
        return longer.length < 1000;
      } catch {
        return false;
      }
    }
  });

  it('costs its own parsing, and no new environment over all fields', () => {
    const registered = jest.spyOn(Environment.prototype, 'registerVariable');
    const field = { type: 'number', name: { en: '', ru: '' }, options: {}, default: 0 } as const;
    const fields = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`f${i}`, field]));
    for (let i = 0; i < 100; i += 1) expect(typeProblem(`f${i} > ${i}`, fields)).toBeNull();
    expect(registered).toHaveBeenCalledTimes(250);
    expect(done()).toMatchObject({ condition: 100 });
    registered.mockRestore();
  });
});

describe('what is told of a text full of faults', () => {
  it.each([
    ['names of fields', `${HEAD}stages: { a: { require: [${'f, '.repeat(20_000)}] } }\n${CLOSED}`],
    ['keys that nobody knows', `${HEAD}${many(15_000, (i) => `key${i}: 1\n`)}${STAGE}${CLOSED}`],
    [
      'options',
      `${HEAD}fields: { x: { type: choice, options: [${many(15_000, (i) => `"!${i}", `)}] } }\n${STAGE}${CLOSED}`,
    ],
    ['double moves', `${HEAD}${STAGE}${CLOSED}moves: [{ to: a, who: anyone, from: [${'a, '.repeat(20_000)}] }]`],
  ])('is bounded, and says how much more there is: %s', (_what, text) => {
    const found = findings(text);
    expect(found).toHaveLength(1001);
    expect(found.at(-1)).toMatchObject({ code: 'TooMany', message: expect.stringMatching(/^And \d{4,5} more/) });
    expect(JSON.stringify(found).length).toBeLessThan(512 * 1024);
  });

  it.each([
    ['commas', `a: [${','.repeat(20_000)}]`],
    ['tags', '! '.repeat(20_000)],
    ['aliases', `a: &a x\n${many(15_000, (i) => `b${i}: *a\n`)}`],
  ])('is bounded where it is no YAML: %s', (_what, text) => {
    const found = findings(text);
    expect(found.length).toBeLessThanOrEqual(1001);
    expect(JSON.stringify(found).length).toBeLessThan(512 * 1024);
  });

  it('holds proposals for the first names only', () => {
    const guess = createGuess();
    const looked = { count: 0 };
    const known = {
      *[Symbol.iterator]() {
        looked.count += 1;
        yield 'amount';
      },
    };
    for (let i = 0; i < 10_000; i += 1) guess(`amuont${i}`, known);
    expect(looked.count).toBe(100);
  });
});

describe('circles of tasks', () => {
  it('are found by following each step once', () => {
    const nodes = Array.from({ length: 300 }, (_, i) => `t${i}`);
    const followed = { count: 0 };
    const after = nodes.map((_, i) => {
      const next = nodes.slice(i + 1);
      next.values = () => counting(next, followed);
      return next;
    });
    expect(inCircles(new Map(nodes.map((node, i) => [node, after[i] ?? []])))).toEqual(new Set());
    expect(followed.count).toBe((300 * 299) / 2);
  });

  it.each<[Record<string, string[]>, string[]]>([
    [{ a: ['a'] }, ['a']],
    [{ a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c']],
    [{ a: ['b'], b: ['c'], c: ['d', 'a'], d: [] }, ['a', 'b', 'c']],
    [{ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['e'], e: ['d'] }, ['a', 'b', 'd', 'e']],
    [{ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    [{ a: ['gone'] }, []],
  ])('of %j are %j', (graph, circles) => {
    expect([...inCircles(new Map(Object.entries(graph)))].sort()).toEqual(circles);
  });
});

function* counting(list: readonly string[], followed: { count: number }): ArrayIterator<string> {
  for (const one of [...list]) {
    followed.count += 1;
    yield one;
  }
}

/** A tree of which each look at what a node is counts. */
function counted(node: ASTNode, looks: { count: number }): ASTNode {
  return new Proxy(node, {
    get(target, key) {
      if (key === 'op') looks.count += 1;
      const value: unknown = Reflect.get(target, key);
      return key === 'args' ? countedArgs(value, looks) : value;
    },
  });
}

function countedArgs(value: unknown, looks: { count: number }): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => countedArgs(one, looks));
  return isNode(value) ? counted(value, looks) : value;
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

function countNodes(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + countNodes(one), 0);
  return isNode(value) ? 1 + countNodes(value.args) : 0;
}
