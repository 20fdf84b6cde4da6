import { z } from 'zod';
import type { Person, Right } from '../../access';
import type { SheetCell } from '../../crm';
import type { NamedPeriod } from '../../insight';
import { maskValue } from '../closed';
import type { Context } from '../context';
import type { ProblemKind } from '../problem';
import { type Route, route } from '../route';
import { checked } from '../to-problem';
import { type AskedOfReports, type AskedReport, readAsked } from './asked';
import { exportForm, fileOf } from './file';
import { questionOfReport, sharedParams, type Takes } from './takes';

/** A report as a table, as spreadsheet programs get it. */
export interface ReportTable {
  titles: readonly string[];
  rows: readonly (readonly SheetCell[])[];
}

type Shape = Readonly<Record<string, z.ZodType>>;
type Own<S extends Shape> = { -readonly [K in keyof S]: z.output<S[K]> };

interface Declared<S extends Shape, A extends z.ZodType> {
  /** The last part of its address, and its name in saved reports. */
  name: string;
  /** insight.read unless told. */
  right?: Right;
  summary: string;
  description?: string;
  /** The period that is meant where none is said; the last 30 days unless told. */
  usual?: NamedPeriod;
  /** Which of the shared parameters it has, unless all of them. */
  takes?: Takes;
  /** Its own parameters, beside those. */
  query?: S;
  answers: A;
  refuses?: readonly ProblemKind[];
  read(asked: AskedReport & { own: Own<S>; actor: Person }, context: Context): Promise<z.input<A>>;
  /** The answer as a table, in the reader's language. */
  table(answer: z.input<A>, language: 'en' | 'ru'): ReportTable;
}

/** A report as the API has it: asked for, exported, and saved by its name. */
export interface Report {
  name: string;
  right: Right;
  query: z.ZodType;
  answers: z.ZodType;
  routes: readonly Route[];
  /** Whether a question that its schema lets pass makes sense, as far as that can be told without reading it. @throws Problem */
  fits(raw: unknown, actor: Person, context: Context): Promise<void>;
  /** Reads it by what stands in an address or in a saved report. @throws Problem for what makes no sense */
  run(raw: unknown, actor: Person, context: Context): Promise<{ answer: unknown; table(): ReportTable }>;
}

/**
 * Declares a report once: `GET /insight/<name>`, the same as a file at `/insight/<name>/export`, and by its name for saved reports.
 */
export function report<A extends z.ZodType, S extends Shape = Record<never, never>>(declared: Declared<S, A>): Report {
  const { name, right = 'insight.read', summary, description, answers, refuses = [] } = declared;
  const shape = { ...sharedParams(declared.takes), ...declared.query };
  const query = questionOfReport(shape);
  const languageOf = ({ language }: Person) => (language === 'ru' ? 'ru' : 'en');
  const read = async (given: unknown, actor: Person, context: Context) => {
    const asked = await readAsked(context, actor, given as AskedOfReports, declared.usual);
    const own = given as Own<S>;
    const whole = await context.heavyAnswers.of(JSON.stringify([name, given, actor, asked.sight]), () =>
      declared.read({ ...asked, own, actor }, context),
    );
    const answer = maskValue(answers, actor, whole);
    return { answer, table: () => declared.table(answer, languageOf(actor)) };
  };
  const shown = route({
    method: 'get',
    path: `/insight/${name}`,
    right,
    summary,
    ...(description && { description }),
    query,
    answers,
    refuses,
    handle: async ({ query: given, actor }, context) => (await read(given, actor, context)).answer,
  });
  const exported = route({
    method: 'get',
    path: `/insight/${name}/export`,
    right,
    summary: `As a file for spreadsheet programs: ${summary}`,
    query: questionOfReport({ ...shape, ...exportForm }),
    answers: z.string(),
    serves: 'text/csv',
    forms: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    refuses,
    handle: async ({ query: given, actor }, context) =>
      fileOf(name, (await read(given, actor, context)).table(), given, languageOf(actor)),
  });
  return {
    name,
    right,
    query,
    answers,
    routes: [shown, exported],
    fits: async (raw, actor, context) => {
      await readAsked(context, actor, checked(query, raw, 'query') as AskedOfReports, declared.usual);
    },
    run: (raw, actor, context) => read(checked(query, raw, 'query'), actor, context),
  };
}
