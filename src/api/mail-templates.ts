import { z } from 'zod';
import { listTemplates, putTemplate, readTemplate } from '../outbound';
import { type Route, route } from './route';
import { isoOf, Time } from './schema';
import { faulty, ShortText } from './texts';

const Template = z
  .object({
    name: z.string(),
    text: z.string(),
    shipped: z.boolean().meta({ description: 'Comes with the product, and changes with it' }),
    updatedAt: Time,
  })
  .meta({ id: 'MailTemplate' });

const list = route({
  method: 'get',
  path: '/mail-templates',
  right: 'mail.read',
  summary: 'What mails say, by the name that a definition writes after "mail:"',
  answers: z.object({ items: z.array(Template) }),
  handle: async (_asked, { pool }) => ({
    items: (await listTemplates(pool)).map(({ source: text, updatedAt, ...one }) => ({
      ...one,
      text,
      updatedAt: isoOf(updatedAt),
    })),
  }),
});

const put = route({
  method: 'put',
  path: '/mail-templates',
  right: 'mail.change',
  summary: 'Keep a template of your own, in place of the one of its name',
  body: z.strictObject({ text: ShortText }).meta({ id: 'MailTemplateText' }),
  answers: z.object({ name: z.string() }),
  refuses: ['TextFaulty'],
  handle: async ({ body: { text }, actor }, { pool, clock }) => {
    const read = readTemplate(text);
    if (!read.template) throw faulty(read.findings);
    await putTemplate(pool, read.template.name, text, actor.id, clock.now());
    return { name: read.template.name };
  },
});

export const mailTemplates: Route[] = [list, put];
