import type { FieldDefinition, FieldType, Money } from '../../process';

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
  /** By its key. */
  product?: string;
  rating?: string;
  revenue?: Money;
  estimate?: Money;
}
