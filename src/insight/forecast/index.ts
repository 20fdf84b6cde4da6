/** What will be won: by probability, by word, by what became of past deals; how that stood before, and what is to be reached. */
export type { Expected } from './by-history';
export {
  CATEGORIES,
  type Category,
  type ForecastWord,
  type ForecastWords,
  readForecastWords,
  SAID_AS,
  type SaidAs,
  sayOfSale,
} from './categories';
export { type ForecastSale, type KeptForecast, keepForecast, listKeptDays, readKeptForecast } from './kept';
export { CAME, type Came, FORECAST_KEPT, FORECAST_SURPRISE } from './kept-sets';
export { type Bucket, bucketsFrom, dayIn, firstDayOf, PERS, type Per, spanOfBuckets } from './periods';
export { type Attainment, listQuotas, putQuota, type Quota, type QuotaOf, readAttainment, removeQuota } from './quotas';
export { type Forecast, type ForecastBucket, type ForecastGroup, readForecast, type Worth } from './read-forecast';
export * as forecastSets from './sets';
