/**
 * Everything that a request can be answered with instead of what it asked for. The documentation lists them. `help` is
 * said where the case itself has nothing better to say.
 */
export const PROBLEMS = {
  BadInput: { status: 400, title: 'The request is not what this route takes' },
  MalformedBody: { status: 400, title: 'The body is not JSON', help: 'Send one JSON object, in UTF-8.' },
  IdempotencyKeyMissing: {
    status: 400,
    title: 'This route needs an Idempotency-Key',
    help: 'Send a UUID of your own, and the same one again when you repeat the request: it is then done once.',
  },
  NotSignedIn: {
    status: 401,
    title: 'You are not signed in',
    help: 'Sign in, or send "Authorization: Bearer " and a token that has not ended.',
  },
  SignInRefused: {
    status: 401,
    title: 'This does not let you in',
    help: 'The address, the password or the code is not right. Which of them is not said to anybody.',
  },
  SecondFactorRefused: {
    status: 401,
    title: 'The code is not right',
    help: 'Use the code that your application shows now, or one of your backup codes.',
  },
  LinkEnded: {
    status: 400,
    title: 'This link no longer opens anything',
    help: 'It is good once, and for a day. Ask for a new one.',
  },
  PasswordRefused: {
    status: 400,
    title: 'The password cannot be taken',
    help: 'It has 12 to 128 characters; the one you have now must be right.',
  },
  NotOurPage: {
    status: 403,
    title: 'The request was sent by a page of somebody else',
    help: 'With a cookie, requests are taken from our own page only. Programs use a token.',
  },
  NotOfYourToken: {
    status: 403,
    title: 'Your token is not for this',
    help: 'Make a token whose scopes include this right.',
  },
  AlreadySetUp: {
    status: 409,
    title: 'There are people here already',
    help: 'Ask an administrator to add you.',
  },
  NobodyLeft: {
    status: 409,
    title: 'Nobody would be left who may change roles',
    help: 'Give somebody else the right role.change first.',
  },
  AddressTaken: {
    status: 409,
    title: 'Somebody else has this e-mail address',
    help: 'Each person has an address of their own: they sign in with it.',
  },
  TooOften: {
    status: 429,
    title: 'That was tried too often',
    help: 'Wait for the seconds that Retry-After says.',
  },
  NotSetUp: {
    status: 503,
    title: 'This installation is not set up for that',
  },
  NotAllowed: {
    status: 403,
    title: 'Your roles do not include this right',
    help: 'Ask an administrator for a role that includes it.',
  },
  SharedToRead: {
    status: 403,
    title: 'This record is shared with you to be read',
    help: 'Ask its owner to share it with you to work on.',
  },
  FieldHidden: {
    status: 403,
    title: 'This is made of what your roles hide from you',
    help: 'Ask an administrator for a role that shows it.',
  },
  FieldClosed: {
    status: 403,
    title: 'Your roles do not let you set this field',
    help: 'Leave it out, or ask an administrator.',
  },
  NotFound: { status: 404, title: 'There is nothing at this address' },
  MethodNotAllowed: { status: 405, title: 'This address does not take this method' },
  CommandRefused: { status: 409, title: 'The process refuses this now' },
  NotInInbox: {
    status: 409,
    title: 'This task is not in your inbox',
    help: 'It has ended, or somebody else holds it.',
  },
  MovedOn: {
    status: 409,
    title: 'Somebody else has changed this meanwhile',
    help: 'Read it again, and send yours against what it is now.',
  },
  CalendarAway: {
    status: 422,
    title: 'The calendar cannot be opened',
    help: 'Look at its address, the user and the password.',
  },
  MailRefused: {
    status: 409,
    title: 'This may not, or cannot, be sent to all whom it is for; nothing was',
    help: 'Each of them is in `errors`. Leave them out, or reach them in another way.',
  },
  InteractionEnded: { status: 409, title: 'As it stands, that cannot be done with this interaction' },
  FileRefused: { status: 422, title: 'The file cannot be read; nothing of it was kept' },
  FileNotTaken: { status: 422, title: 'The file is not taken; nothing of it was kept' },
  FileNotCleared: {
    status: 409,
    title: 'The file is not given out',
    help: 'It waits for the scanner, which is asked again every few minutes.',
  },
  FilesAway: {
    status: 503,
    title: 'The store of files is away; nothing was kept',
    help: 'Send it again, with the same Idempotency-Key, after the seconds that Retry-After says.',
  },
  ImportRefused: { status: 409, title: 'The import does not take this now' },
  PlanRefused: { status: 409, title: 'The plan does not fit; nothing was started' },
  MigrationRefused: { status: 409, title: 'The migration does not take this now' },
  SaleOpen: {
    status: 409,
    title: 'The client has an open sale of the same product',
    help: 'Join it (`join`: its id), or say why there should be another (`secondReason`).',
  },
  ErasureRefused: { status: 409, title: 'They cannot be erased now; nothing was' },
  SecondPersonNeeded: {
    status: 409,
    title: 'This process is published by somebody else than its author',
    help: 'Save the text as a draft, and have somebody else with the right publish it.',
  },
  HeadTooLarge: {
    status: 431,
    title: 'The address and the headers are longer than 16 KiB',
    help: 'Ask for less in the address: a long filter can be kept as a view.',
  },
  NoRequest: { status: 400, title: 'This is no HTTP request that can be read' },
  BodyTooLarge: { status: 413, title: 'The body is larger than 256 KiB', help: 'Send less at once.' },
  TooLarge: { status: 413, title: 'The body is larger than this source may send', help: 'Send less at once.' },
  BodyTooSlow: { status: 408, title: 'The body did not come in time', help: 'Send it whole within 30 seconds.' },
  NotOfSource: {
    status: 401,
    title: 'This does not come from the source that it names',
    help: 'Sign it with the secret of the source, or show the secret where the source takes it as a token.',
  },
  NotTaken: { status: 415, title: 'This source takes no such body' },
  NotJson: {
    status: 415,
    title: 'The body must be sent as application/json',
    help: 'Set Content-Type to application/json.',
  },
  TextFaulty: {
    status: 422,
    title: 'The text has faults, and is refused whole',
    help: 'All of them are in `findings`, each with its place.',
  },
  IdempotencyKeyReused: {
    status: 422,
    title: 'This Idempotency-Key was used for something else',
    help: 'A key stands for one caller, address and body: send a fresh one.',
  },
  Fault: {
    status: 500,
    title: 'Something went wrong on our side',
    help: 'Nothing of the request was done. The log has the details under the X-Request-Id of this answer.',
  },
  EngineAway: {
    status: 503,
    title: 'Temporal is away',
    help: 'Send it again after the seconds that Retry-After says: it is then done once.',
  },
  DatabaseAway: {
    status: 503,
    title: 'The database is away; nothing was kept',
    help: 'Send it again, with the same Idempotency-Key, after the seconds that Retry-After says.',
  },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** A field that somebody else has changed: what it is now, and what was sent for it. */
export interface Difference {
  field: string;
  now: unknown;
  yours?: unknown;
  by: { id: string; name: string } | null;
  at: string;
}

/** What a problem may say beside its kind. */
export interface ProblemExtra {
  detail?: string;
  /** For a refused command: the refusal's own code, which takes the place of the kind's. */
  code?: string;
  /** What would let a refused command pass. */
  until?: readonly { code: string; params: Readonly<Record<string, unknown>> }[];
  /** What is possible instead. */
  allowed?: readonly unknown[];
  /** What is wrong with the input, by place. */
  errors?: readonly { path: string; message: string }[];
  /** Where a card that somebody else has changed differs from what was sent. */
  differences?: readonly Difference[];
  /** Of a task that somebody else holds: who. */
  holder?: { id: string; name: string };
  /** What has happened since the state that the sender looked at. */
  meanwhile?: unknown;
  /** What of a stale answer to a task still applies. */
  answer?: unknown;
  /** The open sales of a client that has some already. */
  sales?: readonly { id: string; name: string }[];
  /** What is wrong with a text, by line. */
  findings?: readonly { code: string; level: string; message: string; line: number; column: number }[];
  headers?: Readonly<Record<string, string>>;
}

/** Leaves a handler; the one place that answers turns it into RFC 9457's problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly kind: ProblemKind,
    readonly extra: ProblemExtra = {},
  ) {
    super(extra.detail ?? PROBLEMS[kind].title);
  }

  get status(): number {
    return PROBLEMS[this.kind].status;
  }

  toJSON() {
    const { title, status, ...more } = PROBLEMS[this.kind];
    const { headers: _, ...extra } = this.extra;
    const help = 'help' in more ? { detail: more.help } : {};
    return { type: `urn:dealwright:problem:${kebab(this.kind)}`, title, status, code: this.kind, ...help, ...extra };
  }
}

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();

/** What is wrong with one place of a request, such as `body.until`. */
export interface Misplaced {
  path: string;
  message: string;
}

/** For a request that is not what its route takes: all that is wrong with it at once. */
export const badInput = (...errors: readonly Misplaced[]): Problem =>
  new Problem('BadInput', { detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '), errors });

/** @throws Problem that names all that is wrong with a request; none: returns */
export function refuse(errors: readonly Misplaced[]): void {
  if (errors.length > 0) throw badInput(...errors);
}

/** For what is not there, or is of the other kind. */
export const notFound = (what: string): Problem => new Problem('NotFound', { detail: `There is no such ${what}.` });
