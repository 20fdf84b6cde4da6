import { v7 as newId } from 'uuid';
import { createSettableClock, type SettableClock } from '../../src/platform/clock';
import { publishText } from '../../src/publishing';
import { serve, startTestApi, type TestApi } from './api';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** A sale whose second stage asks a whole role, and whose answers lead to different places. */
const TEXT = `
process: desk-sale
kind: sale
name: { en: Desk sale, ru: Продажа со стойки }
calendar: office
undo: 1 hour
fields:
  amount: { type: money, name: { en: Amount, ru: Сумма } }
  size: { type: choice, name: { en: Size, ru: Размер }, options: { small: { en: Small, ru: Малый }, big: { en: Big, ru: Большой } } }
  reason: { type: text, name: { en: Reason, ru: Причина }, hint: { en: In their words, ru: Их словами } }
lights:
  - { when: clockLight == "overdue", light: yellow, say: { en: Late, ru: Поздно } }
stages:
  first:
    name: { en: First, ru: Первый }
    guidance: { en: Begin, ru: Начните }
    probability: 10
    limit: 2 working days
    tasks:
      call:
        name: { en: Call, ru: Позвонить }
        outcomes:
          reached:
            name: { en: Reached, ru: Дозвонились }
            ask: [size, amount]
            to: [{ when: size != null && size == "big", to: second }, { to: closed.lost }]
          later: { name: { en: Later, ru: Позже }, wait: ask for a date }
  second:
    name: { en: Second, ru: Второй }
    guidance: { en: Go on, ru: Продолжайте }
    probability: 60
    require: [amount]
    tasks:
      check:
        name: { en: Check, ru: Проверить }
        guidance: { en: Look twice, ru: Проверьте дважды }
        assignee: role rep
        limit: 1 working day
        outcomes:
          fine: { name: { en: Fine, ru: Годится }, to: closed.won }
          not fine: { name: { en: Not fine, ru: Не годится }, to: closed.lost }
closed:
  won: { name: { en: Won, ru: Продано }, require: [amount] }
  lost: { name: { en: Lost, ru: Не продано }, require: [reason], who: [owner] }
`;

export const rub = (amount: string) => ({ amount, currency: 'RUB' });

/** Starts the API with that process in force, and what tests of the inbox ask it for. */
export async function startDesk() {
  const api = await startTestApi();
  const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
  const published = await publishText(api.engine.pool, TEXT, words);
  if (published.became !== 'in force') throw new Error(JSON.stringify(published));
  const clock: SettableClock = createSettableClock(Date.now());
  /** The same API, later. */
  const later = await serve(api.engine.apiPool, api.engine.cast.rep, { clock, sendCommand: api.engine.send });
  return { api, clock, later, ...hands(api) };
}

function hands(api: Awaited<ReturnType<typeof startTestApi>>) {
  /** A rep whose inbox is empty. */
  const someone = async (name: string): Promise<string> => {
    const id = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles, manager_id) VALUES ($1, $2, $3, '{rep}', $4)`,
      [id, name, `${id}@example.com`, api.engine.cast.manager],
    );
    return id;
  };
  const aSale = async (owner: string, more: object = {}) => {
    const given = { title: 'A sale', process: 'desk-sale', ownerId: owner, ...more };
    const { status, body } = await api.post('/sales', given, { as: owner });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  /** One at its second stage, whose task waits in the queue of all reps. */
  const queued = async (owner: string, more: object = {}) => {
    const sale = await aSale(owner, { fields: { amount: rub('100'), size: 'big' }, ...more });
    const { body } = await api.post(`/tasks/${sale.tasks[0].id}/complete`, { outcome: 'reached' }, { as: owner });
    if (body.stage?.key !== 'second') throw new Error(JSON.stringify(body));
    return body;
  };
  const inbox = async (as: string, query = '', of: TestApi = api) => (await of.get(`/inbox${query}`, { as })).body;
  const counters = async (as: string, of: TestApi = api) => (await of.get('/inbox/counters', { as })).body;
  return { someone, aSale, queued, inbox, counters };
}
