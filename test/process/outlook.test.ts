import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type Definition,
  deadlinesOf,
  type Limit,
  type RungAct,
  type Snapshot,
  type TaskDefinition,
} from '../../src/process';
import { readDefinition } from '../../src/process/language/read-definition';
import { type Happening, whatHappens } from '../../src/process/outlook';
import { foresee } from '../../src/process/time/foresee';
import { at, OWNER, office, pass, SHIPPED, shipped, steps, take, type Walk, walkThrough } from '../support/walk';

const HOUR_MS = 3_600_000;
const world = {
  calendar: office(),
  people: { managerOf: (person: string) => (person === 'owner' ? 'manager' : null), pick: () => null },
};
const ahead = (walk: Walk, hours: number) =>
  foresee(walk.definition, at(walk), { from: walk.now, until: walk.now + hours * HOUR_MS }, world);

/** The keys of the deadlines that fired since a walk had so many events. */
const firedSince = (walk: Walk, events: number) =>
  walk.events.slice(events).flatMap(({ command }) => (command.type === 'deadline' ? [command.deadline] : []));

/** A ladder of one step, a working hour after the due instant. */
const ladder = (does: RungAct): Limit => ({
  due: { by: 'span', span: { amount: 1, unit: 'hour', working: true } },
  dueSoonPct: 100,
  escalateAfter: null,
  ladder: [{ after: { amount: 1, unit: 'hour', working: true }, does }],
});

/** The standard sale with another first stage. */
function changed(change: (stage: Definition['stages'][string]) => Partial<Definition['stages'][string]>): Definition {
  const definition = shipped('standard-sale');
  const { qualify } = definition.stages;
  if (!qualify) throw new Error('The standard sale begins otherwise.');
  return { ...definition, stages: { ...definition.stages, qualify: { ...qualify, ...change(qualify) } } };
}

/** The one deadline of a kind that a new sale has armed for a subject. */
function deadlineOf(snapshot: Snapshot, kind: string, subject = 'stage') {
  const found = deadlinesOf(snapshot).find((one) => one.kind === kind && one.subject === subject);
  if (!found) throw new Error(`No ${kind} of ${subject}`);
  return found;
}

const ofNew = (definition: Definition, kind: string, subject?: string) => {
  const walk = walkThrough(definition, []);
  return { walk, outlook: whatHappens(definition, at(walk), deadlineOf(at(walk), kind, subject)) };
};

/** What ships, and a text with every construct of the language. */
const TEXTS: [string, () => Definition][] = [
  ...SHIPPED.map((name): [string, () => Definition] => [name, () => shipped(name)]),
  [
    'every construct',
    () => {
      const text = readFileSync(join(__dirname, '..', 'support', 'every-construct.yaml'), 'utf8');
      return readDefinition(text, {}, { proven: true }).definition as Definition;
    },
  ],
];

describe.each(TEXTS)('the outlook of %s', (_, read) => {
  const definition = read();

  it('is what then fires, in the same order, from wherever it stands', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 400 }), (picks, hours) => {
        const walk = walkThrough(definition, picks);
        const foreseen = ahead(walk, hours);
        const events = walk.events.length;
        pass(walk, hours * HOUR_MS);
        expect(foreseen.map(({ deadline }) => deadline.key)).toEqual(firedSince(walk, events));
      }),
      { numRuns: 60 },
    );
  });

  it('says in both languages what each will do', () => {
    fc.assert(
      fc.property(steps, (picks) => {
        for (const { outlook } of ahead(walkThrough(definition, picks), 400)) {
          for (const text of [outlook.subject, outlook.say]) {
            expect(text.en).not.toMatch(/undefined|Nothing happens/);
            expect(text.ru).toMatch(/[а-я]/i);
          }
          expect(outlook.does.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a deadline will do', () => {
  it('tells the owner of a stage, the holder of a task, and in the end the owner’s manager', () => {
    const definition = shipped('standard-sale');
    expect(ofNew(definition, 'due soon').outlook).toEqual({
      subject: { en: 'Stage “Qualify”', ru: expect.stringContaining('Этап «') },
      does: [{ does: 'notify', who: 'owner', about: 'due soon' }],
      say: { en: 'Tells the owner that it is due soon.', ru: 'Сообщит владельцу: скоро срок.' },
    });
    expect(ofNew(definition, 'overdue', 'first-call#1').outlook).toMatchObject({
      subject: { en: 'Task “First call”' },
      does: [{ does: 'notify', who: 'holder', about: 'overdue' }],
    });
    expect(ofNew(definition, 'escalate').outlook).toMatchObject({
      does: [{ does: 'escalate', who: "owner's manager" }],
      say: { en: "Tells the owner's manager that it is overdue." },
    });
  });

  it('moves a stage on, and then nothing that the stage had armed fires', () => {
    const definition = changed(() => ({ atLimit: 'closed.lost' }));
    const { walk, outlook } = ofNew(definition, 'overdue');
    expect(outlook.does).toContainEqual({ does: 'move', to: 'closed.lost' });
    expect(outlook.say.en).toContain('Closes as “Lost”.');
    const foreseen = ahead(walk, 24 * 30);
    expect(foreseen.at(-1)?.deadline).toMatchObject({ subject: 'stage', kind: 'overdue' });
  });

  it('follows from the deadline that arms it', () => {
    const definition = changed(() => ({ atLimit: 'proposal' }));
    const { walk } = ofNew(definition, 'overdue');
    const move = deadlineOf(at(walk), 'overdue').key;
    const armed = new Set(deadlinesOf(at(walk)).map(({ key }) => key));
    const followers = ahead(walk, 24 * 60).filter(({ deadline }) => !armed.has(deadline.key));
    expect(followers.length).toBeGreaterThan(0);
    expect(new Set(followers.map(({ from }) => from))).toEqual(new Set([move]));
  });

  it('ends a wait, and lets the limits run on', () => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    take(walk, { type: 'wait', until: walk.now + 50 * HOUR_MS, reason: 'budget' }, OWNER);
    expect(whatHappens(definition, at(walk), deadlineOf(at(walk), 'wait over', 'wait'))).toMatchObject({
      subject: { en: 'The wait' },
      does: [{ does: 'run on' }, { does: 'notify', who: 'owner', about: 'wait over' }],
    });
  });

  const onCall: TaskDefinition = {
    ...(shipped('standard-sale').stages.qualify?.tasks['first-call'] as TaskDefinition),
    name: { en: 'Call the head', ru: 'Позвонить руководству' },
    onCall: true,
  };
  it.each<[RungAct, Happening, string]>([
    [
      { act: 'notify', who: { role: 'sales-ops' } },
      { does: 'escalate', who: { role: 'sales-ops' }, about: 'escalated' },
      'role “sales-ops”',
    ],
    [
      { act: 'mail', template: 'overdue-deal', who: 'owner' },
      { does: 'mail', template: 'overdue-deal', who: 'owner' },
      'Mails “overdue-deal” to the owner',
    ],
    [{ act: 'webhook', hook: 'erp' }, { does: 'webhook', hook: 'erp' }, 'webhook “erp”'],
    [{ act: 'move', to: 'closed.lost' }, { does: 'move', to: 'closed.lost' }, 'Closes as “Lost”'],
    [
      { act: 'reassign', to: "owner's manager" },
      { does: 'reassign', task: null, name: null },
      "owner's manager its owner",
    ],
    [
      { act: 'open', task: 'call-head' },
      { does: 'open', task: 'call-head#1', name: onCall.name },
      'Opens the task “Call the head”',
    ],
  ])('climbs a step of a ladder: %j', (act, happening, words) => {
    const definition = changed(({ tasks }) => ({ limit: ladder(act), tasks: { ...tasks, 'call-head': onCall } }));
    const walk = walkThrough(definition, []);
    const rung = ahead(walk, 24 * 7).find(({ deadline }) => deadline.kind === 'rung');
    expect(rung?.outlook.does).toContainEqual(happening);
    expect(rung?.outlook.say.en).toContain(words);
  });

  it('hands a task on, by its name', () => {
    const definition = changed(({ tasks }) => ({
      tasks: {
        'first-call': {
          ...(tasks['first-call'] as TaskDefinition),
          limit: ladder({ act: 'reassign', to: "owner's manager" }),
        },
      },
    }));
    const rung = ahead(walkThrough(definition, []), 24 * 7).find(({ deadline }) => deadline.kind === 'rung');
    expect(rung?.outlook).toMatchObject({
      subject: { en: 'Task “First call”' },
      does: [{ does: 'reassign', task: 'first-call#1', name: { en: 'First call' } }],
    });
  });

  it('names a task that was added by hand by its title', () => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    take(walk, { type: 'add task', assignee: 'owner', dueAt: walk.now + HOUR_MS }, OWNER);
    const deadline = deadlineOf(at(walk), 'overdue', 'by-hand#1');
    expect(whatHappens(definition, at(walk), deadline, { 'by-hand#1': 'Send the list' }).subject.en).toBe(
      'Task “Send the list”',
    );
    expect(whatHappens(definition, at(walk), deadline).subject.ru).toBe('Задача «добавлена вручную»');
  });

  it('is nothing where the machine has no use for it', () => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    const armed = deadlineOf(at(walk), 'due soon');
    take(walk, { type: 'close', outcome: 'lost', fields: { reason: 'price' } }, OWNER);
    expect(whatHappens(definition, at(walk), armed)).toMatchObject({ does: [], say: { en: 'Nothing happens.' } });
  });
});
