import { z } from 'zod';
import {
  type ClientMailRules,
  LETTER_PLACEHOLDERS,
  listLetterTemplates,
  putLetterTemplate,
  readClientMailRules,
  readLetterTemplate,
  removeLetterTemplate,
  setClientMailRules,
} from '../client-mails';
import { isMailAddress } from '../outbound';
import { notFound } from './problem';
import { type Route, route } from './route';
import { isoOf, Text, Time } from './schema';
import { faulty, ShortText } from './texts';

const Template = z
  .object({
    key: z.string(),
    name: Text,
    subject: Text,
    text: Text,
    source: z.string().meta({ description: 'As YAML' }),
    shipped: z.boolean().meta({ description: 'Comes with the product, and changes with it' }),
    updatedAt: Time,
  })
  .meta({ id: 'ClientMailTemplate' });

const templates = route({
  method: 'get',
  path: '/client-mail-templates',
  right: 'client-mail.read',
  summary: 'What letters to clients may say by themselves',
  answers: z.object({ items: z.array(Template), placeholders: z.array(z.enum(LETTER_PLACEHOLDERS)) }),
  handle: async (_asked, { pool }) => ({
    items: (await listLetterTemplates(pool)).map(({ template, updatedAt, ...one }) => ({
      ...template,
      ...one,
      updatedAt: isoOf(updatedAt),
    })),
    placeholders: [...LETTER_PLACEHOLDERS],
  }),
});

const putTemplate = route({
  method: 'put',
  path: '/client-mail-templates',
  right: 'client-mail.setup',
  summary: 'Keep a template of your own, in place of the one of its name',
  body: z.strictObject({ text: ShortText }).meta({ id: 'ClientMailTemplateText' }),
  answers: z.object({ key: z.string() }),
  refuses: ['TextFaulty'],
  handle: async ({ body: { text }, actor }, { pool, clock }) => {
    const read = readLetterTemplate(text);
    if (!read.template) throw faulty(read.findings);
    const { key } = read.template;
    await putLetterTemplate(pool, { name: key, source: text, by: actor.id, now: clock.now() });
    return { key };
  },
});

const removeTemplate = route({
  method: 'delete',
  path: '/client-mail-templates/:key',
  right: 'client-mail.setup',
  summary: 'Forget a template; one that ships is back when the product starts next',
  params: z.object({ key: z.string().max(63) }),
  answers: z.object({ key: z.string() }),
  refuses: ['NotFound'],
  handle: async ({ params: { key } }, { pool }) => {
    if (!(await removeLetterTemplate(pool, key))) throw notFound('template');
    return { key };
  },
});

const Rules = z
  .strictObject({
    sender: z.enum(['company', 'person']).meta({ description: 'Whose address is in From, beside the writer’s name' }),
    replyTo: z
      .enum(['company', 'person'])
      .meta({ description: 'Who gets the answers. The company’s mailbox is read here' }),
    replyAddress: z
      .string()
      .max(254)
      .refine(isMailAddress, 'Must be an e-mail address')
      .nullable()
      .meta({ description: 'Of the mailbox that is read, where that is not the one in From' }),
    perSenderHour: z.int().min(1).max(10_000),
    perAddressHour: z.int().min(1).max(1000),
    mayOverride: z.boolean().meta({
      description: 'Whether those with `client-mail.override` may write to who refused, and say why',
    }),
  })
  .meta({ id: 'ClientMailRules' });

const readRules = route({
  method: 'get',
  path: '/client-mail-rules',
  right: 'client-mail.read',
  summary: 'Whose address mails to clients bear, and how many there may be',
  answers: Rules,
  handle: (_asked, { pool }) => readClientMailRules(pool),
});

const changeRules = route({
  method: 'put',
  path: '/client-mail-rules',
  right: 'client-mail.setup',
  summary: 'Set them, all of them',
  body: Rules,
  answers: Rules,
  handle: async ({ body, actor }, { pool, clock }): Promise<ClientMailRules> => {
    await setClientMailRules(pool, body, { by: actor.id, now: clock.now() });
    return readClientMailRules(pool);
  },
});

export const clientMailSetup: Route[] = [templates, putTemplate, removeTemplate, readRules, changeRules];
