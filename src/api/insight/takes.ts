import { z } from 'zod';
import { GROUPS, type Group, type Narrow } from '../../insight';
import type { Kind } from '../../process';
import { askedOfReports } from './asked';

/** Which of the questions that all reports share a report is asked. What it does not say here it takes in full. */
export interface Takes {
  /** By what it can be parted. */
  by?: readonly Group[];
  /** To what it can be narrowed. */
  narrow?: readonly (keyof Narrow)[];
  /** False: it holds no two periods against each other. */
  compare?: false;
  /** False: it has times of its own. */
  period?: false;
  /** About which deals it can be asked; none: it is about leads and sales alike. */
  kinds?: readonly Kind[];
}

type Shape = Record<string, z.ZodType>;
type Shared = typeof askedOfReports;

const PERIOD = ['period', 'from', 'until'] as const;
const COMPARE = ['compare', 'compareFrom', 'compareUntil'] as const;

/**
 * The shared parameters of one report, as its address has them. Whatever it would pass over is no parameter of it, so that it is
 * refused.
 */
export function sharedParams({ by = GROUPS, narrow = GROUPS, compare, period, kinds }: Takes = {}): Shape {
  const { kind, by: group, ...rest } = askedOfReports;
  const left = new Set<keyof Shared>([
    ...(period === false ? PERIOD : []),
    ...(compare === false || period === false ? COMPARE : []),
    ...GROUPS.filter((key) => !narrow.includes(key)),
  ]);
  const [only, other] = kinds ?? ['sale', 'lead'];
  return {
    ...(only && { kind: other ? kind : z.enum([only]).default(only) }),
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !left.has(key as keyof Shared))),
    ...(by.length > 0 && {
      by: z
        .enum(by as [Group, ...Group[]])
        .optional()
        .meta({ description: group.meta()?.description ?? '' }),
    }),
  };
}

/** A question that is refused where it asks what the report would pass over: that says what the report is asked. */
export const questionOfReport = <S extends Shape>(shape: S) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `This report is not asked it, but: ${Object.keys(shape).join(', ')}` : undefined,
  });
