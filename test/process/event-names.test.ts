import { allowed, type Definition } from '../../src/process';
import { compare } from '../../src/process/compare/compare';
import { readDefinition } from '../../src/process/language/read-definition';
import { begin, standing, take } from '../../src/process/trial/run';
import { OWNER, WORLD } from '../support/walk';

const AT = Date.UTC(2026, 9, 5, 6);

const textWith = (events: string) => `process: paid
kind: sale
name: { en: Paid, ru: Оплата }
calendar: office
events: ${events}
stages:
  paying:
    name: { en: Paying, ru: Оплата }
    probability: 50
    on:
      client gone: { to: closed.lost }
      payment in: { to: closed.won }
    tasks:
      ask: { name: { en: Ask, ru: Спросить }, outcomes: { done: { name: { en: Done, ru: Готово }, to: closed.won } } }
closed: { won: { name: { en: Won, ru: Продано } }, lost: { name: { en: Lost, ru: Не продано } } }
`;

function readAs(events: string): Definition {
  const read = readDefinition(textWith(events), {}, { proven: true });
  if (!read.definition) throw new Error(JSON.stringify(read.findings));
  return read.definition;
}

const offered = (definition: Definition) =>
  Object.fromEntries(
    allowed(definition, standing(begin(definition, WORLD, { at: AT, owner: 'owner', fields: {} })), OWNER, AT)
      .filter(({ act }) => act.type === 'event')
      .map(({ act, name }) => [(act as { event: string }).event, name]),
  );

const NAMED = '{ client gone: { en: The client is gone, ru: Клиент ушёл } }';

describe('names of events from outside', () => {
  it('are those of the text, else those of the product, in both languages', () => {
    expect(offered(readAs(NAMED))).toEqual({
      'client gone': { en: 'The client is gone', ru: 'Клиент ушёл' },
      'payment in': { en: 'The payment is in', ru: 'Оплата поступила' },
    });
  });

  it('of a process that names a usual event otherwise are its own', () => {
    const own = readAs('{ client gone: , payment in: { en: Paid up, ru: Рассчитались } }');
    expect(offered(own)['payment in']).toEqual({ en: 'Paid up', ru: 'Рассчитались' });
  });

  it('are the key where nobody named it; a list of keys means what it has always meant, so hashes stay', () => {
    const listed = readAs('[client gone]');
    expect(offered(listed)['client gone']).toEqual({ en: 'client gone', ru: 'client gone' });
    expect(listed).not.toHaveProperty('events');
  });

  it('are words: a change of one touches no deal', () => {
    const found = compare(readAs('[client gone]'), readAs(NAMED));
    expect(found.map(({ code, path, touches }) => [code, path.join('.'), touches])).toEqual([
      ['WordsChanged', 'events.client gone', 'nobody'],
    ]);
  });

  it('tell of a language that is missing', () => {
    const read = readDefinition(textWith('{ client gone: { en: Gone } }'), {}, { proven: true });
    const told = read.definition ? read.warnings : read.findings;
    expect(told.map(({ code }) => code)).toEqual(['MissingTranslation']);
    expect(read.definition && offered(read.definition)['client gone']).toEqual({ en: 'Gone', ru: 'Gone' });
  });

  it('name what a wait is for, where no stage reacts to it', () => {
    const definition = readAs('[client gone]');
    const run = begin(definition, WORLD, { at: AT, owner: 'owner', fields: {} });
    take(run, { type: 'wait', until: AT + 86_400_000, event: 'quote accepted', reason: 'the client signs' }, OWNER);
    const offers = allowed(definition, standing(run), OWNER, AT).map(({ act, name }) => [act, name.ru]);
    expect(offers).toContainEqual([{ type: 'event', event: 'quote accepted' }, 'Предложение принято']);
  });
});
