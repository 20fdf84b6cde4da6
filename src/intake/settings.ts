import { z } from 'zod';

export const SOURCE_KINDS = ['form', 'mail', 'call'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What a form's field may be on a lead; what is mapped to none of these is kept as words. */
export const LEAD_FIELDS = [
  'name',
  'email',
  'phone',
  'organisation',
  'post',
  'topic',
  'need',
  'country',
  'region',
  'line',
  'language',
  'industry',
  'source',
  'campaign',
] as const;
export type LeadField = (typeof LEAD_FIELDS)[number];

const short = z.string().trim().min(1).max(200);
const Origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^\s/?#@]+$/, 'Is a scheme and a host, such as https://www.example.com');
const limit = (most: number, usual: number) => z.int().min(1).max(most).default(usual);

/** What all sources may say: whose a lead becomes that nobody else is given, and what is known of each lead from here. */
const every = {
  ownerId: z.uuid().meta({ description: 'Who gets a lead when no rule of distribution says otherwise' }),
  topic: short.optional().meta({ description: 'Of a lead whose message has none' }),
  source: short.optional().meta({ description: 'The source of its leads; else the name of this one' }),
  campaign: short.optional(),
  line: short.optional(),
  language: short.optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Is two capital letters')
    .optional()
    .meta({ description: 'For phone numbers without a country code' }),
  process: short.optional().meta({ description: 'Else the routing rule says which' }),
  auth: z
    .enum(['signature', 'token'])
    .default('signature')
    .meta({ description: 'token: whoever shows the secret may send; for senders that cannot sign' }),
};

const Form = z.strictObject({
  ...every,
  fields: z
    .record(z.string().max(100), z.union([z.enum(LEAD_FIELDS), z.string().regex(/^custom\.[\w-]{1,100}$/)]))
    .default({})
    .meta({ description: "The form's fields: which is what of the lead, or `custom.<key>`" }),
  dedupe: short.optional().meta({ description: 'The field that tells one submission from another' }),
  honeypot: short
    .default('website_url')
    .meta({ description: 'A field that people do not see: who fills it is refused' }),
  origins: z.array(Origin).max(20).default([]).meta({ description: 'Sites whose pages may send from the browser' }),
  thanks: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .meta({ description: 'Where a plain form leads then' }),
  perMinute: limit(10_000, 60),
  perAddressPerMinute: limit(10_000, 10),
});

const Mail = z.strictObject({
  ...every,
  noteOurs: z.boolean().default(false).meta({
    description: 'Mails of our own people to somebody known are noted as sent by them. Senders can be forged',
  }),
  perMinute: limit(10_000, 300),
  perAddressPerMinute: limit(10_000, 300),
});

const Call = z.strictObject({ ...every, perMinute: limit(10_000, 600), perAddressPerMinute: limit(10_000, 600) });

/** The settings of each kind of source. */
export const SETTINGS = { form: Form, mail: Mail, call: Call } as const;
export type FormSettings = z.output<typeof Form>;
export type MailSettings = z.output<typeof Mail>;
export type CallSettings = z.output<typeof Call>;
export type Settings = FormSettings | MailSettings | CallSettings;

/** A source and its settings, which follow from its kind. */
export type Configured =
  | { kind: 'form'; settings: FormSettings }
  | { kind: 'mail'; settings: MailSettings }
  | { kind: 'call'; settings: CallSettings };

/** Reads stored settings of a kind. @throws ZodError for what no release of ours wrote */
export const configured = (kind: SourceKind, settings: unknown): Configured =>
  ({ kind, settings: SETTINGS[kind].parse(settings) }) as Configured;
