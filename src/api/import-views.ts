import { z } from 'zod';
import { DOUBTS, DUPLICATE_ENTITIES, SIGNS } from '../crm';
import {
  type ImportCard,
  ImportPlan,
  type ImportRowCard,
  type KeptPlan,
  NOTE_TEXTS,
  type NoteCode,
  type Proposal,
  SHAPE_NOTES,
} from '../imports';
import { isoOf, isoOrNull, pageOfItems, Ref, Time } from './schema';

const NoteView = z
  .object({
    code: z.string(),
    field: z.string(),
    value: z.string(),
    done: z.string().meta({ description: 'rejected, mapped, default, left empty, kept as text, made, ignored' }),
    used: z.string().optional(),
    default: z.literal(true).optional(),
    text: z.object({ en: z.string(), ru: z.string() }),
  })
  .meta({ id: 'ImportNote', description: 'What of a row did not fit, and what is done about it' });

const LikeView = z
  .object({
    kind: z.enum(DUPLICATE_ENTITIES),
    hidden: z.boolean().meta({ description: 'There is one that you may not see: ask its owner' }),
    id: z.uuid().nullable(),
    name: z.string().nullable(),
    owner: Ref.nullable(),
    score: z.number().meta({ description: 'From 0 to 1: how likely they are the same, by the rules of duplicates' }),
    reasons: z.array(z.object({ code: z.enum([...SIGNS, ...DOUBTS]), field: z.string(), weight: z.number() })),
  })
  .meta({ id: 'ImportRowLike', description: 'The record that a row is very like, though no key says so' });

export const ImportRowView = z
  .object({
    row: z.number().meta({ description: 'As a spreadsheet numbers it' }),
    externalKey: z.string().nullable(),
    raw: z.record(z.string(), z.string()).nullable().meta({ description: 'What the row says, by column' }),
    result: z.string().meta({
      description: 'waiting, imported, updated, present (it was there before, and is as the row says) or rejected',
    }),
    entityId: z.uuid().nullable(),
    would: z.string().nullable().meta({ description: 'What a preview found: create, update, present, rejected' }),
    changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
    notes: z.array(NoteView),
    like: LikeView.nullable(),
    back: z.string().nullable().meta({ description: 'taken back, changed since, in use, stays' }),
    backNotes: z.array(z.string()).nullable(),
  })
  .meta({ id: 'ImportRow' });

const ShapeView = z
  .object({
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
    sheet: z.string().nullable(),
    headerRow: z.number().meta({ description: 'The last row of the heading; 0: it has none' }),
    columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
    notes: z.array(z.object({ code: z.string(), value: z.string(), message: z.string() })),
  })
  .meta({ id: 'ImportShape' });

const Counts = z.record(z.string(), z.number());

export const ImportRecord = z
  .object({
    id: z.uuid(),
    kind: z.string().meta({ description: 'What its rows become; `file` until it is mapped' }),
    fileName: z.string(),
    status: z.string(),
    format: z.string().nullable().meta({ description: 'csv, xlsx or vcard; null: staged by the command line' }),
    sizeBytes: z.number(),
    total: z.number(),
    done: z.number(),
    trouble: z.string().nullable().meta({ description: 'Why it cannot be read on' }),
    createdBy: Ref.nullable(),
    createdAt: Time,
    startedAt: Time,
    finishedAt: Time.nullable(),
    summary: z.unknown(),
  })
  .meta({ id: 'ImportRecord' });

export const ImportView = ImportRecord.extend({
  shape: ShapeView.nullable(),
  mapping: ImportPlan.nullable(),
  counts: Counts.meta({ description: 'Rows by result' }),
  would: Counts.meta({ description: 'Rows by what a preview found' }),
  back: Counts.meta({ description: 'Rows by what became of them when they were taken back' }),
  rows: pageOfItems(ImportRowView),
}).meta({ id: 'Import' });

export const ProposalView = z
  .object({
    entity: z.string(),
    columns: z.record(z.string(), z.string()),
    key: z.array(z.string()),
    dates: z.string(),
    decimal: z.string(),
    fits: z.number().meta({ description: 'From 0 to 1' }),
  })
  .meta({ id: 'MappingProposal' });

/** A mapping that was kept, under a name or by an earlier file. */
export const NamedPlan = z.object({ name: z.string().nullable(), mapping: ImportPlan });

export const UploadView = ImportRecord.extend({
  shape: ShapeView,
  proposals: z.array(ProposalView).meta({ description: 'What the file could be brought in as, the likeliest first' }),
  kept: z.array(NamedPlan).meta({ description: 'Mappings that files of the same columns had' }),
}).meta({ id: 'UploadedImport' });

export const recordView = ({
  shape: _,
  plan: __,
  createdAt,
  startedAt,
  finishedAt,
  ...card
}: ImportCard): z.input<typeof ImportRecord> => ({
  ...card,
  createdAt: isoOf(createdAt),
  startedAt: isoOf(startedAt),
  finishedAt: isoOrNull(finishedAt),
});

const shapeView = ({ format: _, notes, ...shape }: NonNullable<ImportCard['shape']>) => ({
  ...shape,
  sheets: [...shape.sheets],
  columns: shape.columns.map(({ name, samples }) => ({ name, samples: [...samples] })),
  notes: notes.map(({ code, value }) => ({ code, value, message: SHAPE_NOTES[code] })),
});

export const importView = (card: ImportCard) => ({
  ...recordView(card),
  shape: card.shape && shapeView(card.shape),
  mapping: card.plan,
});

export const proposalView = (one: Proposal): z.input<typeof ProposalView> => ({
  ...one,
  columns: { ...one.columns },
  key: [...one.key],
});

export const keptView = ({ name, plan }: KeptPlan): z.input<typeof NamedPlan> => ({ name, mapping: plan });

export const uploadView = (
  card: ImportCard,
  proposals: readonly Proposal[],
  kept: readonly KeptPlan[],
): z.input<typeof UploadView> => {
  if (!card.shape) throw new Error(`The import ${card.id} was uploaded and has no shape.`);
  return {
    ...recordView(card),
    shape: shapeView(card.shape),
    proposals: proposals.map(proposalView),
    kept: kept.map(keptView),
  };
};

export const importRowView = ({
  notes,
  changes,
  backNotes,
  raw,
  like,
  ...row
}: ImportRowCard): z.input<typeof ImportRowView> => ({
  ...row,
  raw: raw && { ...raw },
  like: like && { ...like, reasons: [...like.reasons] },
  changes: [...changes],
  backNotes: backNotes && [...backNotes],
  notes: notes.map((note) => ({
    ...note,
    text: NOTE_TEXTS[note.code as NoteCode] ?? { en: note.code, ru: note.code },
  })),
});
