import { z } from 'zod';
import { mayDo } from '../../access';
import { type FileRecord, listFiles, removeFile } from '../../files';
import { mustWorkOn } from '../must-work-on';
import { Problem } from '../problem';
import { type Route, route } from '../route';
import { Id, isoOf, pageOfItems, paging } from '../schema';
import { PLURAL, RECORDS, seenFile, seenRecordOf } from './record';
import { FileView, fileView, OneFileView, oneFileView } from './views';

const WITH: Readonly<Partial<Record<FileRecord, string>>> = {
  sale: ', with those of the leads that became it',
  account: ', with those of the leads that were qualified into it and made no sale',
  contact: ', with those of the leads that were qualified into them alone and made no sale',
};

const listOn = (kind: FileRecord): Route =>
  route({
    method: 'get',
    path: `/${PLURAL[kind]}/:id/files`,
    right: 'file.read',
    personal: true,
    summary: `The files on ${kind === 'account' || kind === 'interaction' ? 'an' : 'a'} ${kind}${WITH[kind] ?? ''}, the newest first`,
    params: Id,
    query: z.strictObject(paging),
    answers: pageOfItems(FileView),
    refuses: ['NotFound'],
    handle: async ({ params, query, actor }, context) => {
      const on = await seenRecordOf(context, actor, { kind, id: params.id });
      const page = await listFiles(context.pool, on, query, context.clock.now());
      return { ...page, items: page.items.map(fileView), asOf: isoOf(page.asOf) };
    },
  });

const show = route({
  method: 'get',
  path: '/files/:id',
  right: 'file.read',
  summary: 'What a file is, whether it is given out, and what it hangs on',
  params: Id,
  answers: OneFileView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => oneFileView(await seenFile(context, actor, params.id)),
});

const remove = route({
  method: 'delete',
  path: '/files/:id',
  right: 'file.add',
  summary: 'Take a file off its record: one’s own; others’ with the right file.remove',
  description: 'Within an hour or so its bytes are deleted too, unless another file has the same ones.',
  params: Id,
  answers: z.object({ id: z.uuid(), removed: z.literal(true) }).meta({ id: 'FileRemoved' }),
  refuses: ['NotFound', 'NotAllowed', 'SharedToRead'],
  handle: async ({ params, actor }, context) => {
    const file = await seenFile(context, actor, params.id);
    if (file.by?.id !== actor.id && !mayDo(actor, 'file.remove'))
      throw new Problem('NotAllowed', { detail: 'Others’ files need the right file.remove.' });
    const { kind, id } = file.on;
    await mustWorkOn(context, actor, kind, id);
    await removeFile(context.pool, file.id);
    return { id: file.id, removed: true as const };
  },
});

export const fileRoutes: Route[] = [...RECORDS.map(listOn), show, remove];
