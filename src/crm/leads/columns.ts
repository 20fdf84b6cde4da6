/**
 * The columns of leads and sales that people type in, by the names that the command inbox, imports and the API know them
 * under. Money stands in minor units beside its currency; `custom` is JSON by the keys of the added fields.
 */
export const LEAD_COLUMNS = {
  topic: 'topic',
  need: 'need',
  plans: 'plans',
  personName: 'person_name',
  post: 'post',
  organisation: 'organisation',
  email: 'email',
  phone: 'phone',
  country: 'country',
  region: 'region',
  line: 'line',
  language: 'language',
  industry: 'industry',
  annualRevenueMinor: 'annual_revenue_minor',
  revenueCurrency: 'revenue_currency',
  source: 'source',
  campaign: 'campaign',
  productId: 'product_id',
  estimatePct: 'estimate_pct',
  estimateMinor: 'estimate_minor',
  estimateCurrency: 'estimate_currency',
  accountId: 'account_id',
  contactId: 'contact_id',
  custom: 'custom',
} as const;

export const SALE_COLUMNS = {
  title: 'title',
  accountId: 'account_id',
  contactId: 'contact_id',
  productId: 'product_id',
  source: 'source',
  campaign: 'campaign',
  competitor: 'competitor',
  line: 'line',
  custom: 'custom',
} as const;

export type LeadColumn = keyof typeof LEAD_COLUMNS;
export type SaleColumn = keyof typeof SALE_COLUMNS;

/** A value for such a column; null empties it. */
export type ColumnValue = string | number | object | null;
