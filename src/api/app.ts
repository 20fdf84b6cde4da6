import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Person } from '../access';
import { createEventFeed, type EventFeed } from '../insight';
import { auditDone, auditRefused, auditServed } from './audited';
import { type ApiDeps, type Context, createContext } from './context';
import { docsPage } from './docs-page';
import { jsonBody } from './json-body';
import { letIn } from './let-in';
import { mustWorkOnAddressed } from './must-work-on';
import { createOpenApi } from './openapi';
import { pages } from './pages';
import { Problem } from './problem';
import { closeAfterAnswer } from './read-bytes';
import { type Asking, type Page, type Reply, type Route, Written } from './route';
import { routes } from './routes';
import { toProblem } from './to-problem';
import { apiVersion } from './version';
import { webPage } from './web-page';

export const BASE = '/api/v1';
/** On loopback there is no https to upgrade to. */
const PAGE_SOURCES = { upgradeInsecureRequests: null };

/** The API as an Express application: for tests, and for `startApi`. The feed is the caller's to stop. */
export function createApp(deps: ApiDeps): { app: Express; feed: EventFeed } {
  const feed = createEventFeed({ pool: deps.apiPool, log: deps.log });
  const context = createContext(deps, feed);
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: { directives: PAGE_SOURCES } }), logged(context), closeAfterAnswer);
  const about = aboutRouter(context);
  app.use(BASE, apiRouter(context), about, answerOtherMethods());
  // Where probes, Prometheus and people look for them without knowing the API.
  app.use(about);
  if (deps.page !== undefined) app.use(webPage(deps.page));
  app.use((_request, _response, next) => next(new Problem('NotFound')));
  app.use(answerProblem(context));
  return { app, feed };
}

function apiRouter(context: Context): Router {
  const router = express.Router();
  for (const one of routes) router[one.method](one.path, ...handlers(one, context));
  return router;
}

/** For addresses that are there, asked for by a method that is not. */
function answerOtherMethods(): Router {
  const router = express.Router();
  for (const path of new Set(routes.map((one) => one.path))) {
    router.all(path, (_request, _response, next) => {
      const methods = routes.filter((one) => one.path === path).map((one) => one.method.toUpperCase());
      next(new Problem('MethodNotAllowed', { headers: { Allow: methods.join(', ') } }));
    });
  }
  return router;
}

function aboutRouter(context: Context): Router {
  const router = express.Router();
  for (const one of pages) router[one.method](one.path, page(one, context));
  const document = JSON.stringify(createOpenApi(apiVersion()));
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });
  router.use('/docs', docsPage());
  return router;
}

/** Who asks comes before what is asked: a body is read for nobody else. */
function handlers(one: Route, context: Context): RequestHandler[] {
  const guard: RequestHandler = async (request, response, next) => {
    response.locals.route = one.path;
    await letIn(request, response, one, context);
    next();
  };
  const run: RequestHandler = async (request, response) => {
    const reply = await one.perform(request, response.locals as Asking, context);
    if (context.checkAnswers) checkAnswer(one, reply);
    await auditDone(request, response, one, reply, context);
    if (reply.cookies.length > 0) response.append('Set-Cookie', [...reply.cookies]);
    response.set(reply.headers).status(reply.status);
    if (reply instanceof Written) response.type(reply.type).send(reply.body);
    else if (one.serves === undefined) response.json(reply.body);
    else response.type(one.serves).send(reply.body);
  };
  return one.body ? [guard, jsonBody(context), run] : [guard, run];
}

const page =
  (one: Page, context: Context): RequestHandler =>
  async (request, response) => {
    response.locals.route = one.path;
    await letIn(request, response, one, context);
    const actor = response.locals.actor as Person;
    await mustWorkOnAddressed(context, one, { params: request.params, actor });
    if (one.personal) await auditServed(request, response, 'read', context);
    await one.serve(request, response, context);
    const changes = one.method !== 'get' && one.right !== 'public' && response.statusCode < 400;
    if (changes) await auditServed(request, response, 'change', context);
  };

/** Holds what a handler answers against what its route declares: all of that, and nothing beside it. */
function checkAnswer(one: Route, reply: Reply<unknown>): void {
  if (reply.status !== one.status || reply instanceof Written) return;
  const body: unknown = JSON.parse(JSON.stringify(reply.body));
  if (!isDeepStrictEqual(one.answers.parse(body), body))
    throw new Error(`${one.method} ${one.path} answers more than it declares: ${JSON.stringify(body)}`);
}

/** One line a request: no address with its ids and filters, no words, no names. */
function logged({ log, counters }: Context): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const began = performance.now();
    response.locals.requestId = requestId;
    response.set('X-Request-Id', requestId);
    response.on('close', () => {
      const ms = performance.now() - began;
      const path: string = response.locals.route ?? 'unknown';
      const { statusCode: status } = response;
      counters.request(request.method, path, status, ms / 1000);
      const personId: string | undefined = response.locals.actor?.id;
      log.info({ requestId, method: request.method, path, status, ms: Math.round(ms * 10) / 10, personId }, 'request');
    });
    next();
  };
}

/** The one place where what went wrong becomes an answer. */
function answerProblem(context: Context): ErrorRequestHandler {
  const { log } = context;
  return async (error, request, response, next) => {
    const problem = context.guesses.counted(toProblem(error), request, response, context.clock.now());
    await auditRefused(request, response, problem, context);
    const { requestId, route } = response.locals;
    if (problem.kind === 'Fault') log.error({ requestId, path: route, err: withoutValues(error) }, 'a request failed');
    if (problem.kind === 'DatabaseAway') log.warn({ requestId, path: route }, 'the database is away');
    if (response.headersSent) return next(error);
    response.set(problem.extra.headers ?? {}).status(problem.status);
    response.type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** An error for the log: databases add the rows and values they stumbled over, which may be personal data. */
function withoutValues(error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const { code } = Object(error) as { code?: unknown };
  return Object.assign(new Error(message), { name, stack, code });
}
