import { z } from 'zod';
import { bringBack, checkText, type Published, type Publishing, publishText, readDraft } from '../publishing';
import { once } from './kept';
import { badInput, notFound, Problem } from './problem';
import { ProcessKey, VersionNumber, VersionPath } from './processes';
import { type Route, route } from './route';
import { OptionalKey, words } from './schema';
import { FindingView, faulty, findingView, SourceText } from './texts';

const check = route({
  method: 'post',
  path: '/processes/check',
  right: 'process.draft',
  summary: 'All that is wrong with the text of a definition, and what could be better',
  body: z.strictObject({ text: SourceText }),
  answers: z
    .object({
      sound: z.boolean().meta({ description: 'It could be published' }),
      key: z.string().nullable(),
      findings: z.array(FindingView),
    })
    .meta({ id: 'Checked' }),
  handle: async ({ body }, { pool, readText }) => {
    const read = await checkText(pool, body.text, readText);
    const findings = read.definition ? read.warnings : read.findings;
    return {
      sound: read.definition !== undefined,
      key: read.definition?.key ?? null,
      findings: findings.map(findingView),
    };
  },
});

const PublishedView = z
  .object({
    key: z.string(),
    version: z.number(),
    how: z
      .enum(['published', 'brought back'])
      .nullable()
      .meta({ description: 'Null when it was in force already: nothing was done' }),
    made: z.boolean().meta({ description: 'False when these very bytes were a version already' }),
    findings: z.array(FindingView).meta({ description: 'Warnings, which keep nothing from being published' }),
  })
  .meta({ id: 'Published' });

/** What every publication says. */
const said = {
  note: words(2000).meta({ description: 'Why; the log keeps it' }),
  replaces: VersionNumber.nullable()
    .optional()
    .meta({ description: 'The version you have seen in force (null: none); 409 MovedOn when it is another by now' }),
};

const PublishBody = z
  .union([
    z.strictObject({ text: SourceText, ...said }),
    z.strictObject({
      draft: z.uuid(),
      revision: z.number().int().min(1).meta({ description: 'The one that you have read' }),
      ...said,
    }),
  ])
  .meta({ id: 'Publish' });

const publish = route({
  method: 'post',
  path: '/processes/:key/publish',
  right: 'process.publish',
  summary: 'Publish a text or a draft, and put it in force: new leads or sales take it, running ones stay on theirs',
  description:
    'The same bytes are the same version. A text with any fault is refused whole. Where the text, or the version in force, says `approval: second person`, publish a draft that somebody else has saved.',
  params: ProcessKey,
  headers: OptionalKey,
  body: PublishBody,
  answers: PublishedView,
  refuses: ['NotFound', 'TextFaulty', 'SecondPersonNeeded', 'MovedOn', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async (id) => {
        const { note, replaces } = asked.body;
        const publishing = { id, approver: asked.actor.id, note, replaces };
        const { text, author } =
          'text' in asked.body
            ? { text: asked.body.text, author: asked.actor.id }
            : await readFor(context.pool, asked.body);
        const { readText } = context;
        const { key } = asked.params;
        return publishedView(await publishText(context.pool, text, { ...publishing, author }, { key, readText }));
      },
      200,
    ),
});

/** The text of a draft, in the revision that was read. */
async function readFor(
  pool: Parameters<typeof readDraft>[0],
  { draft, revision }: { draft: string; revision: number },
): Promise<{ text: string } & Pick<Publishing, 'author'>> {
  const found = await readDraft(pool, draft);
  if (!found) throw notFound('draft');
  if (found.revision !== revision)
    throw new Problem('MovedOn', { detail: `${found.author.name} has saved revision ${found.revision}: read that.` });
  return { text: found.text, author: found.author.id };
}

const back = route({
  method: 'post',
  path: '/processes/:key/versions/:version/bring-back',
  right: 'process.publish',
  summary: 'Put an older version in force again',
  params: VersionPath,
  headers: OptionalKey,
  body: z.strictObject(said),
  answers: PublishedView,
  refuses: ['NotFound', 'SecondPersonNeeded', 'MovedOn', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async (id) => {
        const { key, version } = asked.params;
        const by = { id, approver: asked.actor.id, ...asked.body };
        return publishedView(await bringBack(context.pool, key, version, by));
      },
      200,
    ),
});

/** The answer to a publication, or why there is none. */
function publishedView(published: Published | null): z.input<typeof PublishedView> {
  if (!published) throw notFound('version');
  switch (published.became) {
    case 'in force': {
      const { key, version, how, made, findings } = published;
      return { key, version, how, made, findings: findings.map(findingView) };
    }
    case 'faulty':
      throw faulty(published.findings);
    case 'other process': {
      const message = `Is the text of the process '${published.key}': publish it there`;
      throw badInput({ path: 'body.text', message });
    }
    case 'second person needed':
      throw new Problem('SecondPersonNeeded');
    case 'moved on':
    case 'kept':
      throw new Problem('MovedOn', {
        detail: published.version === null ? 'None is in force.' : `Version ${published.version} is in force by now.`,
      });
  }
}

export const publishing: Route[] = [check, publish, back];
