import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import compression from 'compression';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import helmet from 'helmet';

/** What the build writes where each answer's own nonce stands. */
const NONCE = /__NONCE__/g;

/**
 * Nothing runs and nothing is styled but what we serve: the component library's few style elements carry the nonce of their
 * answer, and words that somebody typed can do neither.
 */
const SOURCES = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", (_request: unknown, response: unknown) => `'nonce-${nonceOf(response as Response)}'`],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** Made once an answer. */
function nonceOf({ locals }: Response): string {
  locals.nonce ??= randomBytes(16).toString('base64');
  return locals.nonce;
}

/**
 * The page (`web/`, as it was built): its files, and itself at every address that a browser opens and nobody else answers.
 * Whoever does not ask for HTML, such as a program that misspelt an address, gets a problem as before.
 */
export function webPage(folder: string): Router {
  const router = express.Router();
  router.use(compression());
  // The name of a file changes with what it holds.
  router.use('/assets', express.static(join(folder, 'assets'), { index: false, immutable: true, maxAge: '1y' }));
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get(/.*/, forBrowsers, helmet({ contentSecurityPolicy: SOURCES }), async (_request, response, next) => {
    // Read each time: it may be built anew under a server that runs, and names files that were not there before.
    const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
    if (html === null) return next('router');
    response.locals.route = 'the page';
    response.set('Cache-Control', 'no-store');
    response.type('html').send(html.replace(NONCE, nonceOf(response)));
  });
  return router;
}

const forBrowsers: RequestHandler = (request, _response, next) => {
  next(isForBrowsers(request) ? undefined : 'router');
};

/** A file that is not there is no address of the page. */
const isForBrowsers = (request: Request): boolean =>
  !/^\/(api|assets)(\/|$)/.test(request.path) && request.accepts(['json', 'html']) === 'html';
