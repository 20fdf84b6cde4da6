import { z } from 'zod';
import { NOTICE_CODES, NOTICE_PLACEHOLDERS, type NoticeWords, readNoticeWords, setNoticeWords } from '../notices';
import { type Route, route } from './route';
import { words } from './schema';

/** A text in both languages, with these in braces and no others. */
const both = (longest: number, known: readonly string[], lines: 'one' | 'many' = 'one') => {
  const text = words(longest)
    .refine((said) => lines === 'many' || !/[\r\n]/.test(said), 'Must be one line')
    .refine(
      (said) => [...said.matchAll(/\{([^{}]*)\}/g)].every(([, name = '']) => known.includes(name)),
      known.length > 0 ? `May hold ${known.map((one) => `{${one}}`).join(', ')} in braces` : 'May hold no braces',
    );
  return z.strictObject({ en: text, ru: text });
};

const Words = z
  .strictObject({
    subject: both(200, NOTICE_PLACEHOLDERS.subject)
      .optional()
      .meta({ description: 'Of a mail with several notices; {count} is how many. One alone is its own subject' }),
    greeting: both(2000, NOTICE_PLACEHOLDERS.greeting, 'many')
      .optional()
      .meta({ description: 'Before them; {person} is who reads it' }),
    ending: both(2000, NOTICE_PLACEHOLDERS.ending, 'many').optional().meta({ description: 'After them' }),
    says: z
      .partialRecord(z.enum(NOTICE_CODES), both(200, NOTICE_PLACEHOLDERS.says))
      .optional()
      .meta({ description: 'How a notice begins, by its code; what it is about follows by itself' }),
  })
  .meta({ id: 'NoticeWords', description: 'What is absent says what ships' });

const read = route({
  method: 'get',
  path: '/notice-words',
  right: 'mail.read',
  summary: 'What mails of notices say in place of what ships',
  answers: Words,
  handle: (_asked, { pool }) => readNoticeWords(pool),
});

const change = route({
  method: 'put',
  path: '/notice-words',
  right: 'mail.change',
  summary: 'Say it in words of your own, all of them; an empty object is what ships',
  body: Words,
  answers: Words,
  handle: async ({ body, actor }, { pool, clock }): Promise<NoticeWords> => {
    await setNoticeWords(pool, body as NoticeWords, { by: actor.id, now: clock.now() });
    return readNoticeWords(pool);
  },
});

export const noticeWords: Route[] = [read, change];
