import { parse } from 'yaml';
import { z } from 'zod';

const column = z.string().min(1);
const spellings = z.record(z.string(), z.record(z.string(), z.string())).default({});
const file = z.string().min(1);

const Accounts = z.strictObject({
  file,
  columns: z.strictObject({
    name: column,
    industry: column.optional(),
    foundedYear: column.optional(),
    annualRevenue: column.optional(),
    employees: column.optional(),
    country: column.optional(),
    holding: column.optional(),
  }),
  annualRevenueIn: z.enum(['units', 'thousands', 'millions']).default('units'),
  spellings,
});

const Products = z.strictObject({
  file,
  columns: z.strictObject({ name: column, series: column.optional(), price: column.optional() }),
  spellings,
});

const People = z.strictObject({
  file,
  columns: z.strictObject({
    name: column,
    email: column.optional(),
    manager: column.optional(),
    office: column.optional(),
  }),
  /** Makes addresses for people who have none in the file. */
  mailDomain: z.string().min(1),
  offices: z.record(z.string(), z.strictObject({ zone: z.string(), calendar: z.string() })).default({}),
  spellings,
});

/** What a column of a sale's row is. */
export const SALE_COLUMNS = [
  'key',
  'owner',
  'product',
  'account',
  'stage',
  'startedOn',
  'closedOn',
  'amount',
  'reason',
] as const;

const Sales = z.strictObject({
  file,
  process: z.string(),
  columns: z.strictObject({
    key: column,
    owner: column,
    stage: column,
    product: column.optional(),
    account: column.optional(),
    startedOn: column.optional(),
    closedOn: column.optional(),
    amount: column.optional(),
    reason: column.optional(),
  }),
  spellings,
  /** By what the file says: the states that a sale has gone through, the last being where it is. */
  stages: z.record(z.string(), z.array(z.string()).min(1)),
  /** Fields of the process, by the column that fills them. */
  fields: z.record(z.string(), z.enum(SALE_COLUMNS)).default({}),
  defaults: z
    .strictObject({
      amount: z.enum(['list price', 'none']).default('none'),
      /** E-mail address of whoever owns rows whose owner nobody knows; without it such rows are rejected. */
      owner: z.string().optional(),
    })
    .default({ amount: 'none' }),
});

const Mapping = z.strictObject({
  source: z.string().regex(/^[a-z0-9-]+$/, 'is a short name of small letters, digits and dashes'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'is three capital letters, such as USD'),
  dates: z.enum(['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY']).default('YYYY-MM-DD'),
  delimiter: z.string().length(1).default(','),
  accounts: Accounts.optional(),
  products: Products.optional(),
  people: People.optional(),
  sales: Sales,
});

/** Which column of which file is what, and what to do where something does not fit. */
export type Mapping = z.infer<typeof Mapping>;

/** The kinds of files that an import of sales reads, in the order in which it does. */
export const IMPORT_KINDS = ['people', 'accounts', 'products', 'sales'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A mapping that cannot be used, with all that is wrong with it. */
export class MappingRefused extends Error {}

/** Reads a mapping from its YAML text. @throws MappingRefused */
export function readMapping(name: string, text: string): Mapping {
  const result = Mapping.safeParse(yamlOf(name, text));
  if (result.success) return result.data;
  const said = result.error.issues.map((issue) => `  ${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new MappingRefused(`${name} is refused:\n${said.join('\n')}`);
}

/** What an import's row keeps of its mapping. */
export const storedMapping = (value: unknown): Mapping => Mapping.parse(value);

function yamlOf(name: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new MappingRefused(`${name} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
