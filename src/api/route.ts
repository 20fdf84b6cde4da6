import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Caller, Person, Right } from '../access';
import { callerOf } from './caller';
import { maskAnswer, mustBeOpen } from './closed';
import type { Context } from './context';
import { mustWorkOnAddressed } from './must-work-on';
import { badInput, Problem, type ProblemKind } from './problem';
import { RequiredKey } from './schema';
import { checked } from './to-problem';
import { unkeepableIn } from './unkeepable';

type Part = z.ZodType | undefined;
type Out<S extends Part> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler gets: the checked parts of the request, and who asks. */
export interface Asked<P extends Part = Part, Q extends Part = Part, H extends Part = Part, B extends Part = Part> {
  params: Out<P>;
  query: Out<Q>;
  headers: Out<H>;
  body: Out<B>;
  /** The body as it was sent: what an Idempotency-Key is bound to. */
  sent: unknown;
  /** Method and address, ids included: what an Idempotency-Key is bound to. */
  address: string;
  /** Who asks; of a route for the public, nobody. */
  actor: Person;
  /** Of somebody who is signed in with a cookie. */
  sessionId: string | null;
  /** Where we were reached, and by whom. @throws Problem where that cannot be told */
  caller: () => Caller;
}

/** Another answer than 200 with the body. */
export class Reply<T> {
  constructor(
    readonly status: number,
    readonly body: T,
    readonly headers: Readonly<Record<string, string>> = {},
    /** As they are set. */
    readonly cookies: readonly string[] = [],
  ) {}

  /** The same answer, with another body. */
  of(make: (body: T) => T): Reply<T> {
    const body = make(this.body);
    return body === this.body ? this : new Reply(this.status, body, this.headers, this.cookies);
  }
}

/** An answer that is no JSON: a page, a file. Its route says in `forms` which there may be. */
export class Written extends Reply<string | Buffer> {
  constructor(
    /** Its media type. */
    readonly type: string,
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(200, body, headers);
  }

  /** A page or a file is made of what its reader sees, before it is made. */
  override of(): this {
    return this;
  }
}

interface Described {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options';
  /** Below /api/v1, with `:name` for its parameters. */
  path: string;
  summary: string;
  description?: string;
}

interface Declared<P extends Part, Q extends Part, H extends Part, B extends Part, A extends z.ZodType>
  extends Described {
  /** `public`: for everybody, signed in or not. */
  right: Right | 'public';
  params?: P;
  query?: Q;
  headers?: H;
  body?: B;
  answers: A;
  /** Whether it gives personal data of many at once: the audit keeps who read it. */
  personal?: boolean;
  /** The media type of an answer that is a text and not JSON. */
  serves?: string;
  /** Other media types that it may answer in. */
  forms?: readonly string[];
  /** The status of success; 200 unless told. */
  status?: 200 | 201;
  /** 202 may be the answer: the command is kept, and its address says later what became of it. */
  received?: boolean;
  refuses?: readonly ProblemKind[];
  handle(asked: Asked<P, Q, H, B>, context: Context): Promise<z.input<A> | Reply<z.input<A>> | Reply<unknown>>;
}

/** Who asks, as far as the door knows. */
export type Asking = Pick<Asked, 'actor' | 'sessionId'>;

/** A route as the server, the documentation and the tests see it. */
export interface Route extends Described {
  right: Right | 'public';
  params?: z.ZodType;
  query?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
  answers: z.ZodType;
  personal?: boolean;
  serves?: string;
  forms?: readonly string[];
  status: 200 | 201;
  received: boolean;
  refuses: readonly ProblemKind[];
  perform(request: Request, asking: Asking, context: Context): Promise<Reply<unknown>>;
}

/** Declares a route once; the server, the checks, the rights, the types and the OpenAPI page follow from it. */
export function route<
  A extends z.ZodType,
  P extends Part = undefined,
  Q extends Part = undefined,
  H extends Part = undefined,
  B extends Part = undefined,
>(declared: Declared<P, Q, H, B, A>): Route {
  const { handle, status = 200, received = false, refuses = [], ...rest } = declared;
  return {
    ...rest,
    status,
    received,
    refuses,
    perform: async (request, asking, context) => {
      const caller = () => callerOf(request, context);
      const asked = { ...partsOf(request, declared), ...asking, caller } as Asked<P, Q, H, B>;
      const { actor } = asking;
      mustBeOpen(declared, actor, request.body);
      await mustWorkOnAddressed(context, declared, { params: request.params, actor });
      const answer = await handle(asked, context);
      const reply = answer instanceof Reply ? answer : new Reply(status, answer);
      return reply.of((body) => maskAnswer(declared, actor, body));
    },
  };
}

const NOTHING = z.strictObject({});

function partsOf(
  request: Request,
  { params, query, headers, body }: Pick<Route, 'params' | 'query' | 'headers' | 'body'>,
) {
  const sent: unknown = request.body;
  if (headers && request.get('idempotency-key') === undefined && headers === RequiredKey)
    throw new Problem('IdempotencyKeyMissing');
  mustBeKept(request);
  return {
    headers: headers && checked(headers, request.headers, 'headers'),
    params: params && checked(params, request.params, 'params'),
    // A route without filters takes none: a misspelt one must not pass for "all".
    query: checked(query ?? NOTHING, request.query, 'query'),
    body: body && checked(body, sent, 'body'),
    ...{ sent, address: `${request.method} ${request.baseUrl}${request.path}` },
  };
}

/** Before all else, since no check should follow what is nested without end. @throws Problem for what no table can keep */
function mustBeKept({ params, query, body }: Request): void {
  for (const [part, value] of Object.entries({ params, query, body })) {
    const found = unkeepableIn(value, part);
    if (found) throw badInput(found);
  }
}

/** A route that writes its own answer: a page, a stream, or what programs beside the API read. */
export interface Page extends Described {
  right: Right | 'public';
  /** The media type of the answer. */
  serves: string;
  /** As of a route; it is noted before it is served. */
  personal?: boolean;
  /** For the documentation alone: what stands in the address, what is taken by media type, other answers than 200. */
  params?: z.ZodObject;
  takes?: Readonly<Record<string, z.ZodType>>;
  answers?: z.ZodType;
  also?: Readonly<Record<number, string>>;
  refuses?: readonly ProblemKind[];
  serve(request: Request, response: Response, context: Context): void | Promise<void>;
}
