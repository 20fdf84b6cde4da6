import type { Request, Response } from 'express';
import { z } from 'zod';
import { StoreAway } from '../files';
import {
  CallBody,
  createFlood,
  type InboundSource,
  isFrom,
  type Kept as KeptMessage,
  keepMessage,
  knockedAt,
  MOST_POSTED_BYTES,
  readCall,
  readForm,
  readMail,
  type Shown,
  type Understood,
} from '../intake';
import { peerOf } from './caller';
import { fieldsIn, json, readBody, utf8 } from './inbound-body';
import { badInput, notFound, Problem } from './problem';
import type { Page } from './route';
import { checked } from './to-problem';
import { unkeepableIn } from './unkeepable';

/** Of all requests of one address, to whatever source; of what is kept each source has its own limits. */
const KNOCKS_PER_MINUTE = 1200;
const flood = createFlood();

const Kept = z
  .object({ id: z.uuid(), status: z.literal('received'), repeated: z.boolean() })
  .meta({ id: 'InboundKept', description: 'Kept; `repeated`: the same was kept before' });

const params = z.object({ source: z.string() });
const asForm = { 'Access-Control-Allow-Methods': 'POST', 'Access-Control-Max-Age': '600' };

const post: Page = {
  method: 'post',
  path: '/inbound/:source',
  right: 'public',
  summary:
    'What comes in by itself: a form, a mail, an event of a call. It is kept before the answer, and worked on after it',
  description:
    'Signed with the secret of the source (webhook-id, webhook-timestamp, webhook-signature), or showing it as a bearer token, ' +
    'as the password of Basic, or in a field `_token`, where the source takes that.',
  serves: 'application/json',
  params,
  takes: {
    'application/json': z.union([CallBody, z.record(z.string(), z.unknown())]),
    'application/x-www-form-urlencoded': z.record(z.string(), z.string()),
    'message/rfc822': z.string(),
  },
  answers: Kept,
  also: { 202: 'Kept', 303: 'Kept; a plain form is led on' },
  refuses: [
    'BadInput',
    'MalformedBody',
    'NotOfSource',
    'NotFound',
    'NotOurPage',
    'TooLarge',
    'BodyTooSlow',
    'NotTaken',
    'TooOften',
    'DatabaseAway',
    'FilesAway',
  ],
  serve: async (request, response, context) => {
    const now = context.clock.now();
    const peer = peerOf(request);
    const wait = flood.wait(peer, KNOCKS_PER_MINUTE, now);
    if (wait !== null) throw tooOften(wait);
    const found = await knockedAt(context.pool, String(request.params.source));
    if (!found?.source.active) throw notFound('source');
    const { source } = found;
    allowOrigin(request, response, source);
    // Whoever shows nothing gets nothing read; what stands in a form's own field is seen then.
    const { token, signature } = shownIn(request);
    if (source.kind !== 'form' && token === undefined && signature === undefined) throw new Problem('NotOfSource');
    const body = await readBody(request, MOST_BYTES[source.kind], context.bodyMs);
    const [shown, understood] = await understand(request, source, body, now);
    if (!isFrom({ secret: found.secret, auth: source.settings.auth }, shown, body, now))
      throw new Problem('NotOfSource');
    const kept = await keepMessage(context, source, await understood(), now, peer).catch((error: unknown) => {
      throw error instanceof StoreAway ? new Problem('FilesAway', { headers: { 'Retry-After': '30' } }) : error;
    });
    answer(request, response, source, kept);
  },
};

/** Before a page of another site sends a form by script, its browser asks. */
const preflight: Page = {
  method: 'options',
  path: '/inbound/:source',
  right: 'public',
  summary: 'What a browser asks before a page of another site sends a form by script',
  serves: 'text/plain',
  params,
  refuses: ['NotFound', 'NotOurPage'],
  serve: async (request, response, { pool }) => {
    const found = await knockedAt(pool, String(request.params.source));
    if (!found?.source.active) throw notFound('source');
    allowOrigin(request, response, found.source);
    const headers = 'Content-Type, Authorization, webhook-id, webhook-timestamp, webhook-signature';
    response
      .set({ ...asForm, 'Access-Control-Allow-Headers': headers })
      .status(204)
      .end();
  },
};

export const inbound: Page[] = [post, preflight];

const MOST_BYTES = { form: 64 * 1024, call: 16 * 1024, mail: MOST_POSTED_BYTES } as const;

/** What the sender shows, and how to understand what they sent: nothing of it is looked into before the first is right. */
async function understand(
  request: Request,
  source: InboundSource,
  body: Buffer,
  now: number,
): Promise<[Shown, () => Promise<Understood>]> {
  const shown = shownIn(request);
  switch (source.kind) {
    case 'form': {
      const fields = fieldsIn(request, body);
      const token = typeof fields._token === 'string' ? fields._token : undefined;
      return [{ ...shown, token: shown.token ?? token }, async () => formOf(fields, source.settings, shown.id, now)];
    }
    case 'mail':
      if (!request.is('message/rfc822')) throw new Problem('NotTaken', { detail: 'Send message/rfc822.' });
      return [shown, () => readMail(body, now)];
    case 'call':
      if (!request.is('application/json')) throw new Problem('NotTaken', { detail: 'Send application/json.' });
      return [shown, async () => readCall(checked(CallBody, json(utf8(body)), 'body'))];
  }
}

function formOf(
  fields: Record<string, unknown>,
  settings: Parameters<typeof readForm>[1],
  id: string | undefined,
  now: number,
) {
  const unkeepable = unkeepableIn(fields, 'body');
  const read = unkeepable ? [unkeepable] : readForm(fields, settings, id, now);
  if (!Array.isArray(read)) return read;
  throw badInput(...read);
}

function shownIn(request: Request): Shown {
  const [scheme = '', said] = (request.get('authorization') ?? '').split(' ');
  const basic =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(said ?? '', 'base64')
          .toString()
          .split(':')
          .slice(1)
          .join(':')
      : undefined;
  return {
    id: request.get('webhook-id') ?? request.get('idempotency-key'),
    timestamp: request.get('webhook-timestamp'),
    signature: request.get('webhook-signature'),
    token: scheme.toLowerCase() === 'bearer' ? said : basic,
  };
}

/** Scripts of the sites that the source names may read the answer; pages of others may send nothing where it names any. */
function allowOrigin(request: Request, response: Response, source: InboundSource): void {
  const origin = request.get('origin');
  const origins = source.kind === 'form' ? source.settings.origins : [];
  if (origin === undefined || origins.length === 0) return;
  if (!origins.includes(origin))
    throw new Problem('NotOurPage', { detail: `This source takes nothing from pages of ${origin}.` });
  response.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
}

function answer(request: Request, response: Response, source: InboundSource, kept: KeptMessage): void {
  if (kept.became === 'limited') throw tooOften(kept.waitS);
  const { id } = kept;
  const thanks = source.kind === 'form' ? source.settings.thanks : undefined;
  if (thanks !== undefined && request.is('application/x-www-form-urlencoded')) {
    response.redirect(303, thanks);
    return;
  }
  const repeated = kept.became === 'repeated';
  response
    .set('Location', `/api/v1/inbound-messages/${id}`)
    .status(repeated ? 200 : 202)
    .json({ id, status: 'received', repeated });
}

const tooOften = (waitS: number): Problem => new Problem('TooOften', { headers: { 'Retry-After': String(waitS) } });
