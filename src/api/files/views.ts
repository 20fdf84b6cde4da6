import { z } from 'zod';
import { FILE_ORIGINS, FILE_RECORDS, FILE_STATES, type FileCard, type HeldFile } from '../../files';
import { isoOf, Ref, Time } from '../schema';

export const FileView = z
  .object({
    id: z.uuid(),
    on: z.object({ kind: z.enum(FILE_RECORDS), id: z.uuid() }),
    name: z.string(),
    type: z.string().meta({ description: 'By its content, not by what its sender said' }),
    bytes: z.number(),
    state: z.enum(FILE_STATES).meta({
      description:
        'waiting: for the scanner, which is asked again every few minutes; refused: by the scanner, its bytes are gone',
    }),
    verdict: z.string().nullable().meta({ description: 'What the scanner found' }),
    origin: z.enum(FILE_ORIGINS),
    by: Ref.nullable(),
    at: Time,
  })
  .meta({ id: 'File' });

export const OneFileView = FileView.extend({
  sha256: z.string().nullable().meta({ description: 'Of its bytes, in hex' }),
}).meta({ id: 'OneFile' });

export const fileView = ({
  id,
  on,
  name,
  type,
  bytes,
  state,
  verdict,
  origin,
  by,
  at,
}: FileCard): z.input<typeof FileView> => ({
  id,
  on,
  name,
  type,
  bytes,
  state,
  verdict,
  origin,
  by,
  at: isoOf(at),
});

export const oneFileView = (file: HeldFile): z.input<typeof OneFileView> => ({ ...fileView(file), sha256: file.key });
