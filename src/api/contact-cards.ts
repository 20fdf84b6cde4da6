import { z } from 'zod';
import { type Person, sightOf } from '../access';
import { contactCards, readContact, rowsOfList, seenRecord } from '../crm';
import { CONTACT_ID, cardText } from '../imports';
import { maskValue } from './closed';
import { ContactView } from './contact-views';
import { asked, questionOf, readerOf } from './list-question';
import { notFound } from './problem';
import type { Page } from './route';
import { Id } from './schema';
import { sendLines } from './send-lines';
import { checked } from './to-problem';
import { createTurns } from './turns';

const TYPE = 'text/vcard; charset=utf-8';

const one: Page = {
  method: 'get',
  path: '/contacts/:id/card.vcf',
  right: 'contact.read',
  summary: 'A contact as a vCard, for address books and telephones',
  serves: 'text/vcard',
  params: Id,
  answers: z.string(),
  refuses: ['NotFound'],
  async serve(request, response, { pool, prisma }) {
    const { id } = checked(Id, request.params, 'params');
    const sight = await sightOf(pool, response.locals.actor as Person);
    const known = await seenRecord(pool, sight, 'contact', id);
    const card = known === null ? null : await readContact(prisma, known, sight);
    if (!card) throw notFound('contact');
    response
      .set({ 'Content-Type': TYPE, 'Content-Disposition': 'attachment; filename="contact.vcf"' })
      .send(cardText(maskValue(ContactView, response.locals.actor as Person, card)));
  },
};

/** Each keeps a connection and asks for another: as many at once as there are connections would wait for each other for ever. */
const turns = createTurns(2);

const Query = z.strictObject({ view: asked.view, filter: asked.filter, sort: asked.sort });

const all: Page = {
  method: 'get',
  path: '/exports/contacts.vcf',
  personal: true,
  right: 'contact.export',
  summary: 'A list of contacts as vCards, as far as you see it: asked for as the list is',
  serves: 'text/vcard',
  answers: z.string(),
  refuses: ['BadInput'],
  async serve(request, response, context) {
    const query = checked(Query, request.query, 'query');
    const actor = response.locals.actor as Person;
    const question = { ...(await questionOf(context, actor, 'contact', query)), columns: [CONTACT_ID] };
    const sight = await sightOf(context.pool, actor);
    async function* cards(): AsyncGenerator<string> {
      for await (const some of rowsOfList(context.pool, readerOf(actor, undefined), question, context.clock.now())) {
        const found = await contactCards(
          context.prisma,
          some.map(({ id }) => String(id)),
          sight,
        );
        yield found.map((card) => cardText(maskValue(ContactView, actor, card))).join('');
      }
    }
    response.set({
      'Content-Type': TYPE,
      'Content-Disposition': 'attachment; filename="contacts.vcf"',
      'Cache-Control': 'no-store',
    });
    await turns(() => sendLines(response, cards()));
  },
};

/** Contacts as files. */
export const contactFiles: readonly Page[] = [one, all];
