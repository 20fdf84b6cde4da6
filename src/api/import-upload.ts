import { z } from 'zod';
import { sightOf } from '../access';
import {
  allImportRows,
  ENCODINGS,
  FileRefused,
  forgetUpload,
  LIMITS,
  plansFor,
  propose,
  readImportCard,
  resultFile,
  sameUpload,
  uploadImport,
} from '../imports';
import type { Context } from './context';
import { fileOnce } from './import-once';
import { UploadView, uploadView } from './import-views';
import { notFound, Problem } from './problem';
import type { Page } from './route';
import { Id } from './schema';
import { sendLines } from './send-lines';
import { checked } from './to-problem';

/** What somebody knows better about a file than what is found. */
export const Looking = {
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.string().length(1).optional(),
  sheet: z.string().max(200).optional(),
  headerRow: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .optional()
    .meta({ description: 'Which row the heading is; 0: there is none' }),
};

const Query = z.strictObject({ name: z.string().trim().min(1).max(200), ...Looking });

const upload: Page = {
  method: 'post',
  path: '/imports',
  right: 'import.create',
  summary:
    'Send a file: CSV, XLSX or vCard, as it is. It is looked at; nothing is brought in before it is mapped and run',
  description: `The body is the file, whatever its Content-Type; its name stands in the query (\`?name=clients.csv\`), with \`encoding\`, \`delimiter\`, \`sheet\` and \`headerRow\` for who knows them better. An Idempotency-Key, if there is one, gives the same import however often the file is sent. At most ${LIMITS.fileBytes / 1024 / 1024} MB, ${LIMITS.rows} rows, ${LIMITS.columns} columns.`,
  serves: 'application/json',
  takes: { 'application/octet-stream': z.string().meta({ format: 'binary' }) },
  answers: UploadView,
  also: { 201: 'Kept and looked at' },
  refuses: ['BadInput', 'FileRefused', 'IdempotencyKeyReused'],
  async serve(request, response, context) {
    const { name, ...told } = checked(Query, request.query, 'query');
    if (Number(request.get('content-length') ?? 0) > LIMITS.fileBytes) {
      request.resume();
      throw tooLarge();
    }
    const { actor } = response.locals as { actor: { id: string; roles: readonly string[] } };
    const take = async (id: string) => {
      try {
        await uploadImport(
          context.pool,
          { id, fileName: name, createdBy: actor.id, now: context.clock.now(), told },
          request as AsyncIterable<Buffer>,
        );
      } catch (error) {
        // Whoever sends hears the answer once they have sent the rest, which goes nowhere.
        request.resume();
        throw refusedFile(error);
      }
      return uploaded(context, id, actor);
    };
    const { status, answer } = await fileOnce(context, request, actor, {
      most: LIMITS.fileBytes,
      take,
      same: (id, hash) => sameUpload(context.pool, id, hash),
      forget: (id) => forgetUpload(context.pool, id),
    });
    response
      .status(status)
      .set('Location', `/api/v1/imports/${(answer as { id: string }).id}`)
      .json(answer);
  },
};

const tooLarge = () =>
  new Problem('FileRefused', { detail: `The file is larger than ${LIMITS.fileBytes / 1024 / 1024} MB: split it.` });

export const refusedFile = (error: unknown): unknown => {
  if (error instanceof FileRefused) return new Problem('FileRefused', { detail: error.message });
  return (error as { code?: unknown }).code === 'ECONNRESET'
    ? new Problem('BadInput', { detail: 'The body ends before its end.' })
    : error;
};

/** What whoever sent a file is answered: what it holds, and what it could be brought in as. */
export async function uploaded(context: Context, id: string, actor: { id: string; roles: readonly string[] }) {
  const card = await readImportCard(context.pool, await sightOf(context.pool, actor), id);
  if (!card?.shape) throw notFound('import');
  return uploadView(card, propose(card.shape), await plansFor(context.pool, id));
}

const resultCsv: Page = {
  method: 'get',
  path: '/imports/:id/result.csv',
  right: 'import.read',
  summary: 'What became of each row: its own cells, and what is said of it. Nothing in it is run by a spreadsheet',
  serves: 'text/csv',
  params: Id,
  answers: z.string(),
  refuses: ['NotFound'],
  async serve(request, response, context) {
    const { id } = checked(Id, request.params, 'params');
    const { actor } = response.locals as { actor: { id: string; roles: readonly string[]; language: string } };
    const sight = await sightOf(context.pool, actor);
    const card = await readImportCard(context.pool, sight, id);
    if (!card) throw notFound('import');
    const columns = card.shape?.columns.map(({ name }) => name) ?? [];
    response.type('text/csv').set('Content-Disposition', 'attachment; filename="result.csv"');
    const rows = allImportRows(context.pool, sight, id);
    await sendLines(response, resultFile(rows, columns, actor.language === 'ru' ? 'ru' : 'en'));
  },
};

/** Bodies that are files, and answers that are: neither is held in memory. */
export const importFiles: readonly Page[] = [upload, resultCsv];
