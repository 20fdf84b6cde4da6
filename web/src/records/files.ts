import { api, type Shown, told } from '../api/client';
import { type FileOn, filesPath } from './send-file';

/** The files on a record, the newest first. */
export const filesQuery = (on: FileOn) => ({
  queryKey: ['record', on.id, 'files', on.kind],
  queryFn: async (): Promise<{ items: Shown['File'][] }> => {
    // One address for six kinds, the same for each.
    const path = filesPath(on) as '/sales/{id}/files';
    return told(api.GET(path, { params: { path: { id: on.id }, query: { limit: 200 } } }));
  },
});
