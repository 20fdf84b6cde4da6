/** Normal forms: what people write in many ways, in one. */
export { normalEmail, normalSite } from './email';
export { fold } from './fold';
export { foldCompany } from './fold-company';
export { normalPhone } from './phone';
export { normalTaxNumber } from './tax-number';
