/** A moment: epoch milliseconds, UTC. ISO text exists only over HTTP and in tables. */
export type Instant = number;

/** A calendar day without a zone: `YYYY-MM-DD`. */
export type LocalDate = string;

/** What people read, in each language the product speaks. */
export interface Text {
  en: string;
  ru: string;
}

/** An amount of money: minor units of its ISO 4217 currency, never a float. */
export interface Money {
  minor: number;
  currency: string;
}

/** A value of a field that rules may read. `null` is "not set". Plain JSON: it travels through histories. */
export type FieldValue = string | number | boolean | Money | null;
export type Fields = Readonly<Record<string, FieldValue>>;
