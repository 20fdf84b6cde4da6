import { NotReached, type Problem, Refused, type Shown } from '../api/client';
import { sessionEnded } from '../api/session';
import { type On, PLURAL } from './on';

/** What a file may hang on. */
export type FileOn = On | { kind: 'interaction' | 'task'; id: string };

const FOLDER = { ...PLURAL, interaction: 'interactions', task: 'tasks' } as const;
/** Where the files of such a record stand, as the API's document has it. */
export const filesPath = ({ kind }: FileOn) => `/${FOLDER[kind]}/{id}/files` as const;

/**
 * Puts a file on a record, telling how much of it has gone (0 to 1). `fetch` tells nothing of that on its way up, so this is done
 * by the older means. @throws Refused, NotReached; `AbortError` when it was given up
 */
export function sendFile(on: FileOn, file: File, key: string, gone: (share: number) => void, signal: AbortSignal) {
  return new Promise<Shown['OneFile']>((keep, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${filesPath(on).replace('{id}', on.id)}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Idempotency-Key', key);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => gone(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      const { status, response } = request as { status: number; response: unknown };
      if (status < 300) keep(response as Shown['OneFile']);
      else fail(refusedBy(status, response));
    });
    request.addEventListener('error', () => fail(new NotReached('Nobody answered')));
    request.addEventListener('abort', () => fail(new DOMException('Given up', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function refusedBy(status: number, answer: unknown): Error {
  if (status === 502 || status === 504) return new NotReached('Nobody answered');
  const known = typeof answer === 'object' && answer !== null && 'code' in answer;
  const problem: Problem = known
    ? (answer as Problem)
    : { type: 'about:blank', title: String(status), status, code: 'Fault' };
  if (problem.code === 'NotSignedIn') sessionEnded();
  return new Refused(status, problem);
}
