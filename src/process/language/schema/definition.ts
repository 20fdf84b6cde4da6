import { z } from 'zod';
import type { FreeAct } from '../../definition';
import { KEY, OUTCOME_KEY } from '../names';
import { actSchemas } from './acts';
import { fieldKey, fieldWithDefault, optionsSchema } from './field';
import { calendarDuration, limitSchema } from './limit';
import { named, oneOrMore, orNothing, part, someOf, text } from './parts';
import { type Reader, type References, references } from './references';
import { stageKey, stageSchema } from './stage';

/** The acts that a text may leave to others than those who work on the instance. */
const FREE_ACTS: Readonly<Record<FreeAct, string>> = {
  wait: 'let it stand still',
  resume: 'end a wait',
  reassign: 'give it another owner',
  delegate: 'hand a task on',
  amend: 'change fields',
  'add task': 'add a task',
  'cancel task': 'withdraw a task that was added',
  undo: 'take an answer back',
};

/**
 * The text form of a definition. One schema is made for each text, since what may be named is what the text
 * itself declares: so an unknown name is found where it stands, together with every other fault.
 */
export function definitionSchema(reader: Reader) {
  const known = references(reader);
  const limit = limitSchema(known);
  const acts = actSchemas(known);
  return part({
    process: named(KEY, 'process').describe('Its key: words joined by hyphens.'),
    kind: z.enum(['lead', 'sale']).describe('What goes through it.'),
    name: text.optional().describe('What it is called.'),
    calendar: known.calendar.meta({
      description: "Whose working time its limits count: the key of a calendar, or `owner's`.",
      examples: ['office', "owner's"],
    }),
    limit: limit
      .optional()
      .describe('Of the whole process. The short form gives the planned date; the long form is watched.'),
    undo: calendarDuration
      .optional()
      .meta({ description: 'How long an answer can be taken back.', examples: ['1 hour'] }),
    approval: z
      .literal('second person', { error: "Write 'second person'." })
      .optional()
      .describe('Publishing needs somebody else than the author.'),
    who: freeActs(known.who).optional().describe('Who may do what is not an outcome or a move.'),
    catalogues: z
      .record(named(KEY, 'catalogue'), optionsSchema)
      .default({})
      .describe('Lists of options that several fields use.'),
    events: eventsSchema.default({}).describe('Events from outside that this process knows beside the usual ones.'),
    fields: z
      .record(fieldKey, fieldWithDefault(reader.names.catalogues, known.who, reader.guess))
      .default({})
      .describe('What outcomes ask for, stages require and conditions read.'),
    on: acts.on.optional(),
    lights: z
      .array(acts.light(known.lightCondition))
      .min(1, 'At least one is needed.')
      .optional()
      .describe('The colour of the whole deal: of the lines that hold, the first.'),
    tactics: z
      .array(acts.tactic)
      .min(1, 'At least one is needed.')
      .optional()
      .describe('What could be tried: all lines that hold.'),
    stages: someOf(z.record(stageKey, stageSchema(known, limit, acts)), 'stage').describe(
      'In the order in which they are usually gone through; it starts in the first.',
    ),
    closed: someOf(z.record(named(KEY, 'closing'), closingSchema(known, acts)), 'way to close').describe(
      'The ways to be closed.',
    ),
    moves: z.array(moveSchema(known, acts)).default([]).describe('Moves by hand, beside what outcomes do.'),
    examples: z.array(z.unknown()).default([]).describe('What should happen, told as examples that are tried.'),
  });
}

/** Events of the text's own: their keys in a list, or keys with what they are called. */
const eventsSchema = z
  .preprocess(
    (data) => (Array.isArray(data) ? Object.fromEntries(data.map((key) => [String(key), null])) : data),
    z.record(named(OUTCOME_KEY, 'event'), text.nullable()),
  )
  .meta({ short: { type: 'array', items: { type: 'string' }, description: 'The keys alone.' } });

type Acts = ReturnType<typeof actSchemas>;

function freeActs(who: References['who']) {
  const acts = Object.entries(FREE_ACTS).map(([act, does]) => [act, who.optional().describe(`Who may ${does}.`)]);
  return part(Object.fromEntries(acts) as Record<FreeAct, z.ZodOptional<References['who']>>);
}

const closingSchema = (known: References, acts: Acts) =>
  orNothing(
    part({
      name: text.optional().describe('What it is called.'),
      result: z
        .enum(['won', 'lost', 'qualified', 'disqualified'])
        .optional()
        .describe('What it counts as, where the key does not say so.'),
      require: acts.requirements.optional().describe('What it takes to close so.'),
      who: known.who.optional().describe('Who may close so by hand. Without it, only outcomes lead there.'),
      reopen: part({ to: known.stageName.describe('Where it goes.'), who: known.who.describe('Who may.') })
        .optional()
        .describe('Where the instance goes when it is reopened.'),
      start: acts.starts.optional(),
    }),
  );

const moveSchema = ({ stageName, fieldNames, condition, who }: References, acts: Acts) =>
  part({
    from: oneOrMore(stageName).describe('The stage that it leaves, or a list of them.'),
    to: stageName.describe('Where it leads.'),
    who: who.describe('Who may.'),
    ask: fieldNames.default([]).describe('Fields that it asks for.'),
    when: condition.optional().describe('It is on offer only while this holds.'),
    name: text.optional().describe('What it is called.'),
    undo: acts.neverUndone,
  });

/** What a text holds once the schema has read it. */
export type DefinitionText = z.output<ReturnType<typeof definitionSchema>>;
export type ClosingText = DefinitionText['closed'][string];
export type MoveText = DefinitionText['moves'][number];
