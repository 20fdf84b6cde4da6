import type { ComponentType } from 'react';
import type { Dimension } from '../narrow/search';
import type { Both } from '../words';
import type { Kind } from './kinds';
import { ReportFrame } from './ReportFrame';
import type { Question, ReportSearch } from './search';

/** What every report answers beside its figures; some say less. */
export interface Head {
  asOf: string;
  counts?: Both;
  period?: { from: string; until: string; zone: string };
  compared?: { from: string; until: string } | null;
}

export interface BodyProps<A> {
  answer: A;
  search: ReportSearch;
}

/** A report as a screen: what it is asked, how it is read, what it shows. */
export interface ReportPage<A extends Head> {
  name: Kind;
  /** The period that is meant unless one is said; null where it is asked none. */
  usual: string | null;
  /** False: it cannot be asked of all time. */
  ever?: boolean;
  /** Whether it can be held against another period. */
  compares?: boolean;
  /** What it can be parted by. */
  by?: readonly Dimension[];
  /** What it is parted by unless it is asked otherwise. */
  usualBy?: Dimension;
  /** What it can be narrowed to, unless to everything. */
  narrows?: readonly Dimension[];
  /** Whether it is asked of leads as well as of sales. */
  kinds?: boolean;
  /** Its own choices. */
  Choices?: ComponentType<{ search: ReportSearch }>;
  /** Whether there is a file of it. */
  exports?: boolean;
  read(question: Question): Promise<A>;
  Body: ComponentType<BodyProps<A>>;
}

/** The screen of a report. */
export function report<A extends Head>(page: ReportPage<A>): ComponentType {
  return () => <ReportFrame page={page as unknown as ReportPage<Head>} />;
}

/** What an address of the API is asked with. */
export const asking = (question: Question) => ({ params: { query: question as never } });
