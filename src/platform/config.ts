import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Trouble } from './trouble';

/**
 * Every option there is, as environment variables; `docs/reference/configuration.md` words them for users.
 * An empty value counts as absent, as a compose file passes it.
 */
const Environment = z.object({
  /** Where the embedded servers keep their data, passwords and logs. Default: `.dealwright` in the project. */
  DEALWRIGHT_STATE: z.string().optional(),
  /** What is downloaded once for all clones (the Temporal binary). Default: the user's cache folder. */
  DEALWRIGHT_CACHE: z.string().optional(),
  /** Data sets that live outside the project. Default: `../shared/data`. */
  DEALWRIGHT_DATA: z.string().optional(),
  /** The owner's login; replaces the embedded PostgreSQL. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** The login of the API, which cannot write process tables. */
  DATABASE_URL_API: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** The login of the workers, which can. */
  DATABASE_URL_WORKER: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** host:port of a Temporal server; replaces the embedded one. */
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^\S+:\d+$/, 'is host:port, for example 127.0.0.1:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  DEALWRIGHT_HOST: z.string().default('127.0.0.1'),
  /** Where people reach the product, when that is not this machine: https://deals.example.com. Sign-in links and cookies go by it. */
  DEALWRIGHT_URL: z.url({ protocol: /^https?$/, error: 'is https://deals.example.com' }).optional(),
  /** The company's own sign-on by OpenID Connect: all three, or none. */
  DEALWRIGHT_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  DEALWRIGHT_OIDC_CLIENT: z.string().optional(),
  DEALWRIGHT_OIDC_SECRET: z.string().optional(),
  DEALWRIGHT_PORT: z.coerce.number().int().min(0).max(65_535).default(8410),
  /** The mail server: smtp://user:password@host:587, or smtps:// for TLS from the first byte. Without it no mail is sent. */
  DEALWRIGHT_SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is smtp://user:password@host:587' }).optional(),
  /** The sender of mails, for example: Dealwright <deals@example.com> */
  DEALWRIGHT_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'is a mail address, for example Dealwright <deals@example.com>')
    .optional(),
  /** Which networks webhooks may reach: the public one; this machine too; private ones too. */
  DEALWRIGHT_WEBHOOKS_TO: z.enum(['public', 'loopback', 'private']).default('public'),
  /** What secrets of people are sealed with: 32 bytes in base64, the same for API and workers. Default, with the embedded PostgreSQL: a file that is made under DEALWRIGHT_STATE. */
  DEALWRIGHT_KEY: z.string().optional(),
  /** A JSON file of the mailboxes that are read, with their passwords; for workers. Without it none is read. */
  DEALWRIGHT_MAILBOXES: z.string().optional(),
  /** Where files on records lie: s3://bucket or s3://bucket/folder. Without it in the state folder. */
  DEALWRIGHT_FILES: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]{1,200})?$/, 'is s3://bucket or s3://bucket/folder')
    .optional(),
  /** Of a store that speaks as Amazon's S3 and is another. */
  DEALWRIGHT_S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'is https://s3.example.com' }).optional(),
  /** Who looks at files before anybody gets them: ClamAV's daemon, or what speaks as it does. */
  DEALWRIGHT_SCANNER: z
    .url({ protocol: /^clamd$/, error: 'is clamd://127.0.0.1:3310, or clamd:///run/clamav/clamd.ctl' })
    .optional(),
  DEALWRIGHT_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

/** What the environment said, checked and with its defaults filled in. */
export interface Config {
  /** The project's own folder: the one with its package.json. */
  readonly root: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly outsideDataDir: string;
  /** Given logins; all absent when PostgreSQL is embedded. A process that is only API or worker needs just its own. */
  readonly database: { readonly owner?: string; readonly api?: string; readonly worker?: string };
  readonly temporal: { readonly address?: string; readonly namespace: string };
  readonly api: { readonly host: string; readonly port: number; readonly url?: string };
  /** The company's own sign-on, where it is set up. */
  readonly company?: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
  /** `mail` is absent where no mail server is set up. */
  readonly outbound: {
    readonly mail?: { readonly smtpUrl: string; readonly from: string };
    readonly webhooksTo: 'public' | 'loopback' | 'private';
  };
  /** What secrets of people are sealed with: a key that is given, or a file in a folder; neither where the database is elsewhere. */
  readonly sealing: { readonly dataDir?: string; readonly given?: string };
  /** `mailboxesFile` is absent where no mailbox is read. */
  readonly intake: { readonly mailboxesFile?: string };
  /** Files on records: in a folder of ours unless there is a bucket. */
  readonly files: {
    readonly dir: string;
    readonly bucket?: { readonly name: string; readonly prefix: string; readonly endpoint?: string };
    readonly scanner?: string;
  };
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
}

/** A setting that cannot be used; the message names the variable and what it should be. */
export class ConfigError extends Trouble {
  override readonly name = 'ConfigError';
  constructor(message: string) {
    super(message, 2);
  }
}

/** The folder of this installation: sources and compiled code alike lie somewhere below it. */
export function projectRoot(from = __dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new ConfigError('Dealwright cannot find its own package.json: run it from its folder.');
  return projectRoot(parent);
}

/**
 * Reads the environment; call it once, at the edge, and hand the result on.
 * @throws ConfigError naming each variable that cannot be used.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, root = projectRoot()): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  }
  const e = parsed.data;
  return {
    root,
    dataDir: resolve(root, e.DEALWRIGHT_STATE ?? '.dealwright'),
    cacheDir: resolve(
      root,
      e.DEALWRIGHT_CACHE ?? join(given.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dealwright'),
    ),
    outsideDataDir: resolve(root, e.DEALWRIGHT_DATA ?? '../shared/data'),
    database: { owner: e.DATABASE_URL, api: e.DATABASE_URL_API, worker: e.DATABASE_URL_WORKER },
    temporal: { address: e.TEMPORAL_ADDRESS, namespace: e.TEMPORAL_NAMESPACE },
    api: {
      host: e.DEALWRIGHT_HOST,
      port: e.DEALWRIGHT_PORT,
      ...(e.DEALWRIGHT_URL && { url: e.DEALWRIGHT_URL.replace(/\/$/, '') }),
    },
    ...companyOf(e),
    outbound: { ...mailOf(e), webhooksTo: e.DEALWRIGHT_WEBHOOKS_TO },
    sealing: sealingOf(e, resolve(root, e.DEALWRIGHT_STATE ?? '.dealwright')),
    intake: e.DEALWRIGHT_MAILBOXES === undefined ? {} : { mailboxesFile: resolve(root, e.DEALWRIGHT_MAILBOXES) },
    files: filesOf(e, resolve(root, e.DEALWRIGHT_STATE ?? '.dealwright')),
    logLevel: e.DEALWRIGHT_LOG,
  };
}

function filesOf(e: z.infer<typeof Environment>, dataDir: string): Config['files'] {
  const [, name, folder] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(e.DEALWRIGHT_FILES ?? '') ?? [];
  if (name === undefined && e.DEALWRIGHT_S3_ENDPOINT !== undefined)
    throw new ConfigError('DEALWRIGHT_S3_ENDPOINT: it is for a bucket, which DEALWRIGHT_FILES names');
  const prefix = folder ? `${folder.replace(/\/+$/, '')}/` : '';
  const bucket = name && {
    bucket: { name, prefix, ...(e.DEALWRIGHT_S3_ENDPOINT && { endpoint: e.DEALWRIGHT_S3_ENDPOINT }) },
  };
  const scanner = e.DEALWRIGHT_SCANNER && { scanner: e.DEALWRIGHT_SCANNER };
  return { dir: join(dataDir, 'files'), ...bucket, ...scanner };
}

function mailOf(e: z.infer<typeof Environment>): Pick<Config['outbound'], 'mail'> {
  const { DEALWRIGHT_SMTP_URL: smtpUrl, DEALWRIGHT_MAIL_FROM: from } = e;
  if (smtpUrl === undefined) return {};
  if (from === undefined)
    throw new ConfigError('DEALWRIGHT_MAIL_FROM: a mail server is set up, so mails need a sender as well');
  return { mail: { smtpUrl, from } };
}

/** A file serves who has all on one machine; processes that are apart have to be given the same. */
function sealingOf(e: z.infer<typeof Environment>, dataDir: string): Config['sealing'] {
  if (e.DEALWRIGHT_KEY !== undefined) return { given: e.DEALWRIGHT_KEY };
  return e.DATABASE_URL || e.DATABASE_URL_API || e.DATABASE_URL_WORKER ? {} : { dataDir };
}

function companyOf(e: z.infer<typeof Environment>): Pick<Config, 'company'> {
  const { DEALWRIGHT_OIDC_ISSUER: issuer, DEALWRIGHT_OIDC_CLIENT: clientId, DEALWRIGHT_OIDC_SECRET: clientSecret } = e;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return {};
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    throw new ConfigError('DEALWRIGHT_OIDC_ISSUER, _CLIENT and _SECRET: sign-on by the company needs all three');
  return { company: { issuer, clientId, clientSecret } };
}
