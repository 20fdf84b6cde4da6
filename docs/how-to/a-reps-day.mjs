// A rep's day by the API alone, from a lead to a won sale: docs/how-to/a-reps-day.md says what each request is for.
//
//   API=http://127.0.0.1:8080/api/v1 TOKEN=dw_... node docs/how-to/a-reps-day.mjs
//
// It decides by what the inbox says: which task is open, how it can be answered, which fields that still needs.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const { API, TOKEN } = process.env;
if (!API || !TOKEN) {
  console.error('Set API (such as http://127.0.0.1:8080/api/v1) and TOKEN.');
  process.exit(2);
}

async function call(method, path, body) {
  const answer = await fetch(`${API}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      // Kept for a repeat: the same key is never done twice.
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** A request of the day: told, and expected to be taken. */
async function ask(method, path, body, expected = 200) {
  const answer = await call(method, path, body);
  console.log(`${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')} -> ${answer.status}`);
  if (answer.status !== expected) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const say = (text) => console.log(`  ${text}`);
const counters = ({ shown, urgencies, dueToday, snoozed }) =>
  `${shown} to do, ${urgencies.overdue + urgencies.escalated} late, ${dueToday} due today, ${snoozed} snoozed`;

/** What the inbox wants of a deal: read again for a moment, since what a decision sets off may take one. */
async function next(deal, task) {
  for (let tries = 0; tries < 50; tries += 1, await pause(200)) {
    let cursor = '';
    do {
      const { body } = await call('GET', `/inbox?limit=500${cursor}`);
      const item = body.items.find(({ instance, key }) => instance.id === deal && key.startsWith(`${task}#`));
      if (item) {
        console.log('GET /inbox -> 200');
        const ways = item.outcomes.map(
          ({ name, leadsTo }) => `${name.en}${leadsTo[0] ? ` (${leadsTo[0].name.en})` : ''}`,
        );
        say(`${item.name.en}: ${item.why.guidance?.en ?? 'no guidance'}`);
        say(`It can be answered with: ${ways.join(', ')}`);
        return item;
      }
      cursor = body.next ? `&cursor=${body.next}` : '';
    } while (cursor);
  }
  throw new Error(`Nothing in the inbox wants "${task}" of ${deal}.`);
}

/** Answers an item, with what its outcome still asks for. */
async function answer(item, outcome, known = {}, expected = 200) {
  const chosen = item.outcomes.find((one) => one.outcome === outcome);
  const fields = Object.fromEntries(
    Object.entries(known).filter(([key]) => chosen.missing.some((field) => field.key === key)),
  );
  const given = expected === 200 ? fields : known;
  return ask(
    'POST',
    `/tasks/${item.id}/complete`,
    { outcome, fields: given, expectedSeq: item.instance.seq },
    expected,
  );
}

const inDays = (days) => new Date(Date.now() + days * 86_400_000);

// Morning: who am I, and what is there to do?
const me = await ask('GET', '/me');
say(`${me.name}: ${counters(await ask('GET', '/inbox/counters'))}`);

// Somebody calls. The lead is noted, the call is written down, and the need is found out.
const lead = await ask(
  'POST',
  '/leads',
  { topic: 'Home cinema', personName: 'Anna Petrova', organisation: 'Kino LLC', ownerId: me.id },
  201,
);
const first = await next(lead.id, 'first-response');
await answer(first, 'reached');
const find = await next(lead.id, 'find-out-need');
await ask('POST', `/tasks/${find.id}/comments`, { body: 'Wants to see it working first' }, 201);
const found = await answer(find, 'need found out', { need: 'A cinema for forty seats', rating: 'high' });
say(`The lead is at "${found.stage.name.en}".`);

// It is worth a sale.
const { converted } = await ask('POST', `/leads/${lead.id}/qualify`, { result: 'qualified', ground: 'plans-known' });
const call1 = await next(converted.saleId, 'first-call');
await answer(call1, 'need confirmed', { amount: { amount: '250000.00', currency: 'RUB' } });

// The proposal can wait until tomorrow: it leaves the inbox, and no clock stops. Then there is time after all.
const send = await next(converted.saleId, 'send-proposal');
await ask('POST', `/tasks/${send.id}/snooze`, { until: inDays(1).toISOString() });
say(counters(await ask('GET', '/inbox/counters')));
await ask('DELETE', `/tasks/${send.id}/snooze`);

// Meanwhile the deal has changed: the stale answer is refused, and says what of it still holds.
await ask('POST', `/sales/${converted.saleId}/commands`, { type: 'amend', fields: { discount: 5 } });
const decisionDate = inDays(7).toISOString().slice(0, 10);
const stale = await answer(send, 'sent', { decisionDate }, 409);
say(
  `${stale.code}: ${stale.meanwhile.events.map(({ type, actor }) => `${type} by ${actor.name}`).join(', ')}; applies: ${stale.answer.applies}`,
);
await answer(await next(converted.saleId, 'send-proposal'), 'sent', { decisionDate });

// The wrong button: taken back, and pressed again.
const decide = await next(converted.saleId, 'ask-for-decision');
const asked = await answer(decide, 'accepted');
say(`The sale is at "${asked.stage.name.en}".`);
await ask('POST', `/tasks/${decide.id}/undo`, {});
const won = await answer(await next(converted.saleId, 'ask-for-decision'), 'accepted');
say(`The sale is at "${won.stage.name.en}".`);

// Evening.
say(counters(await ask('GET', '/inbox/counters')));
