import type { Answer, TestApi } from '../support/api';
import { until } from '../support/engine';

/** Sends files to an API as its user would, and waits for what it does with them. */
export interface Sender {
  /** Sends a file as it is. */
  upload(name: string, file: Buffer | string, told?: Record<string, string>): Promise<Answer>;
  /** Sends a file, maps it, and gives its id. */
  mapped(name: string, file: Buffer | string, mapping: object): Promise<string>;
  /** Sends, maps and runs a file until it is done; gives how it stands then. */
  imported(name: string, file: Buffer | string, mapping: object): Promise<Answer['body']>;
  /** Asks for something, and waits until the import stands so. */
  done(id: string, how: 'preview' | 'run' | 'revert' | 'cancel', until: string): Promise<Answer['body']>;
  get(path: string): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  post(path: string): Promise<Answer>;
}

export function sender(api: TestApi, as: string): Sender {
  const upload: Sender['upload'] = async (name, file, told = {}) => {
    const query = new URLSearchParams({ name, ...told });
    const answer = await fetch(`${api.url}/api/v1/imports?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await api.token(as)}` },
      body: typeof file === 'string' ? file : new Uint8Array(file),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  const get = (path: string) => api.get(path, { as });
  const put = (path: string, body: unknown) => api.put(path, body, { as });
  const post = (path: string) => api.post(path, undefined, { as });
  const mapped: Sender['mapped'] = async (name, file, mapping) => {
    const sent = await upload(name, file);
    if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
    const answer = await put(`/imports/${sent.body.id}/mapping`, mapping);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return sent.body.id;
  };
  const done: Sender['done'] = async (id, how, status) => {
    const asked = await post(`/imports/${id}/${how}`);
    if (asked.status !== 200) throw new Error(JSON.stringify(asked.body));
    const read = async () => (await get(`/imports/${id}`)).body;
    for (let tries = 0; tries < 6; tries++) {
      const body = await until(read, (one) => one.status === status || one.status === 'failed');
      if (body.status === status || body.status === 'failed') return body;
    }
    const { rows: _, ...stands } = await read();
    throw new Error(`The import did not become ${status}: ${JSON.stringify(stands)}`);
  };
  return {
    upload,
    mapped,
    done,
    get,
    put,
    post,
    async imported(name, file, mapping) {
      return done(await mapped(name, file, mapping), 'run', 'done');
    },
  };
}

/** Codes of notes by row, for short. */
export const saidOf = (body: Answer['body']): Record<number, string[]> =>
  Object.fromEntries(
    body.rows.items.map((one: { row: number; notes: { code: string; field: string; done: string }[] }) => [
      one.row,
      one.notes.map(({ code, field, done }) => `${code} ${field}: ${done}`),
    ]),
  );
