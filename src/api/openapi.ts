import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { Meanwhile, StaleAnswer } from './moved-on';
import { Offer, Requirement } from './offers';
import { pages } from './pages';
import { PROBLEMS, type ProblemKind } from './problem';
import type { Page, Route } from './route';
import { routes } from './routes';
import { Ref, Time } from './schema';
import { Received } from './send';
import { FindingView } from './texts';

/** The problem that every refusal and fault is told as. Source: RFC 9457. */
const ProblemView = z
  .object({
    type: z.string().meta({ description: 'urn:dealwright:problem:...' }),
    title: z.string(),
    status: z.number(),
    code: z.string().meta({ description: 'What programs decide by; of a refused command, why it is refused' }),
    detail: z.string().optional(),
    until: z.array(Requirement).optional().meta({ description: 'What would let the command pass' }),
    allowed: z.array(z.union([Offer, z.object({ body: z.object({ type: z.string() }) })])).optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    differences: z
      .array(
        z.object({ field: z.string(), now: z.unknown(), yours: z.unknown().optional(), by: Ref.nullable(), at: Time }),
      )
      .optional()
      .meta({ description: 'What somebody else has changed on a card meanwhile, and what was sent for it' }),
    holder: Ref.optional().meta({ description: 'Who holds the task that was asked for' }),
    meanwhile: Meanwhile.optional(),
    answer: StaleAnswer.optional(),
    sales: z.array(Ref).optional().meta({ description: 'Open sales of the same client and product' }),
    findings: z.array(FindingView).optional().meta({ description: 'What is wrong with a text' }),
  })
  .meta({ id: 'Problem' });

/** What any route may answer, whatever it declares. */
const ALWAYS: readonly ProblemKind[] = [
  'HeadTooLarge',
  'NotSignedIn',
  'NotAllowed',
  'FieldHidden',
  'TooOften',
  'Fault',
  'DatabaseAway',
];

/** The OpenAPI 3.1 document, made from the declarations of the routes. */
export function createOpenApi(version: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const add = (one: Route | Page, operation: ZodOpenApiOperationObject) => {
    const path = address(one);
    paths[path] = { ...paths[path], [one.method]: operation };
  };
  for (const one of routes) add(one, operationOf(one));
  for (const one of pages) add(one, pageOperation(one));
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Dealwright',
      version,
      description: 'Leads and sales as processes: what they want now, and what came of it.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'dw_...' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'dealwright.session_token', description: 'What signing in sets' },
      },
    },
  });
}

const address = ({ path }: { path: string }): string => path.replace(/:(\w+)/g, '{$1}');

const operationId = ({ method, path }: { method: string; path: string }): string =>
  [method, ...path.split(/[/:.]+/).filter(Boolean)].join('-');

const tagOf = ({ path }: { path: string }): string => path.split('/')[1] ?? '';

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { params, query, headers, body } = route;
  const parts = { path: params, query, header: headers };
  const given = Object.fromEntries(Object.entries(parts).filter(([, schema]) => schema)) as NonNullable<
    ZodOpenApiOperationObject['requestParams']
  >;
  return {
    operationId: operationId(route),
    tags: [tagOf(route)],
    summary: route.summary,
    ...(route.right === 'public' && { security: [] }),
    description: [whoMay(route), route.description].filter(Boolean).join(' '),
    requestParams: given,
    ...(body && {
      requestBody: { required: !body.safeParse(undefined).success, content: { 'application/json': { schema: body } } },
    }),
    responses: responsesOf(route),
  };
}

const whoMay = ({ right }: Route): string => (right === 'public' ? '' : `Needs the right \`${right}\`.`);

function responsesOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const { answers, serves = 'application/json', forms = [], status, received, body, headers } = route;
  const own: ProblemKind[] = [...ALWAYS, 'BadInput', ...route.refuses];
  if (route.method !== 'get' && route.right !== 'public') own.push('SharedToRead', 'FieldClosed');
  if (body) own.push('MalformedBody', 'BodyTooLarge', 'BodyTooSlow', 'NotJson');
  if (headers && received) own.push('IdempotencyKeyMissing');
  const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });
  const unseen = { 204: { description: 'Done; you do not see the lead or sale, or no longer' } };
  const accepted = received
    ? { ...unseen, 202: { description: 'Kept while the engine is away', ...json(Received) } }
    : {};
  const others = forms.map((type) => [type, { schema: z.string() }] as const);
  const done = { description: 'Done', content: { [serves]: { schema: answers }, ...Object.fromEntries(others) } };
  return { [status]: done, ...accepted, ...problems(own) };
}

function problems(kinds: readonly ProblemKind[]): ZodOpenApiOperationObject['responses'] {
  const byStatus = new Map<number, string[]>();
  for (const kind of new Set(kinds)) {
    const { status, title } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${kind}: ${title}`]);
  }
  const content = { 'application/problem+json': { schema: ProblemView } };
  return Object.fromEntries([...byStatus].map(([status, says]) => [status, { description: says.join('. '), content }]));
}

function pageOperation(page: Page): ZodOpenApiOperationObject {
  const open = page.right === 'public';
  const { params, takes, also = {}, refuses = [], answers = z.string() } = page;
  const content = takes && Object.fromEntries(Object.entries(takes).map(([type, schema]) => [type, { schema }]));
  return {
    operationId: operationId(page),
    tags: [takes ? tagOf(page) : 'about'],
    summary: page.summary,
    ...(page.description !== undefined && { description: page.description }),
    ...(open ? { security: [] } : { description: `Needs the right \`${page.right}\`.` }),
    ...(params && { requestParams: { path: params } }),
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      200: { description: 'Done', content: { [page.serves]: { schema: answers } } },
      ...Object.fromEntries(Object.entries(also).map(([status, description]) => [status, { description }])),
      ...(open ? problems(['HeadTooLarge', ...refuses]) : problems([...ALWAYS, ...refuses])),
    },
  };
}
