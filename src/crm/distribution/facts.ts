import type { FieldDefinition, Fields, FieldType, Money } from '../../process';

const fact = (type: FieldType, en: string, ru: string): FieldDefinition => ({
  type,
  name: { en, ru },
  options: {},
  default: type === 'text' ? '' : null,
});

/** What a rule's condition may ask of a lead. Text that is not known is empty; money that is not known is null. */
export const DISTRIBUTION_FIELDS: Readonly<Record<string, FieldDefinition>> = {
  source: fact('text', 'Source', 'Источник'),
  campaign: fact('text', 'Campaign', 'Кампания'),
  region: fact('text', 'Region', 'Регион'),
  country: fact('text', 'Country', 'Страна'),
  industry: fact('text', 'Industry', 'Отрасль'),
  line: fact('text', 'Line of business', 'Направление'),
  language: fact('text', 'Language', 'Язык'),
  product: fact('text', 'Product, by its key', 'Товар, по ключу'),
  rating: fact('text', 'Rating', 'Оценка'),
  revenue: fact('money', 'Annual revenue', 'Годовая выручка'),
  estimate: fact('money', 'Own estimate', 'Своя оценка суммы'),
};

/** What is known of a new lead when it is given to somebody. */
export interface LeadFacts {
  source?: string;
  campaign?: string;
  region?: string;
  country?: string;
  industry?: string;
  line?: string;
  language?: string;
  /** By its key; where only the id is known, the key is looked up. */
  product?: string;
  productId?: string;
  rating?: string;
  revenue?: Money;
  estimate?: Money;
}

const TEXTS = [
  'source',
  'campaign',
  'region',
  'country',
  'industry',
  'line',
  'language',
  'productId',
  'rating',
] as const;

/** The facts of a new lead from its words and the fields of its process, by the names that the API has for them. */
export function leadFactsOf(words: Readonly<Record<string, unknown>>, fields: Fields = {}): LeadFacts {
  const facts: LeadFacts = {};
  for (const key of TEXTS) {
    const said = words[key] ?? fields[key];
    if (typeof said === 'string' && said.trim() !== '') facts[key] = said.trim();
  }
  const revenue = moneyOf(words.annualRevenueMinor, words.revenueCurrency);
  const estimate = moneyOf(words.estimateMinor, words.estimateCurrency);
  return { ...facts, ...(revenue && { revenue }), ...(estimate && { estimate }) };
}

/** An inbox keeps what is no text as JSON or as text. */
function moneyOf(minor: unknown, currency: unknown): Money | null {
  const units = typeof minor === 'string' ? Number(minor) : minor;
  const sound = typeof units === 'number' && Number.isSafeInteger(units) && typeof currency === 'string';
  return sound ? { minor: units, currency } : null;
}
