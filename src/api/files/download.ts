import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Person } from '../../access';
import { openFile, servedAs } from '../../files';
import { Problem } from '../problem';
import type { Page } from '../route';
import { Id } from '../schema';
import { checked } from '../to-problem';
import { seenFile } from './record';
import { refused, roomOf } from './upload';

/** Whoever opens it in a browser after all gets a page of nobody: no script, no form, no request. */
const NOTHING_RUNS = "default-src 'none'; sandbox";

const download: Page = {
  method: 'get',
  path: '/files/:id/content',
  right: 'file.read',
  personal: true,
  summary: 'The bytes of a file. They are to be saved: nothing in them is run or shown by a browser',
  serves: 'application/octet-stream',
  params: Id,
  answers: z.string().meta({ format: 'binary' }),
  refuses: ['NotFound', 'FileNotCleared', 'FilesAway', 'NotSetUp'],
  async serve(request, response, context) {
    const { id } = checked(Id, request.params, 'params');
    const { actor } = response.locals as { actor: Person };
    const file = await seenFile(context, actor, id);
    if (file.state === 'refused')
      throw new Problem('FileNotCleared', {
        detail: `The scanner found ${file.verdict ?? 'something'} in it; its bytes are gone.`,
      });
    if (file.state !== 'clear') throw new Problem('FileNotCleared');
    const content = await openFile(roomOf(context), file).catch((error: unknown) => {
      context.log.warn({ err: error }, 'a file could not be read');
      throw refused(error);
    });
    response.attachment(file.name).set({
      'Content-Type': servedAs(file.type),
      'Content-Length': String(file.bytes),
      'Content-Security-Policy': NOTHING_RUNS,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, no-store',
    });
    await pipeline(content, response).catch((error: unknown) => {
      const { code } = error as { code?: unknown };
      // Whoever went away in the middle is told nothing more.
      if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error;
    });
  },
};

export const downloads: readonly Page[] = [download];
