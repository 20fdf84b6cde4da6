import { z } from 'zod';
import type { WhatIfRow } from '../insight';
import type { Deadline, Refusal } from '../process';
import type { Flag } from '../process/trial/flags';
import type { Simulated, SimulatedStep } from '../process/trial/simulate';
import type { ExampleResult } from '../process/trial/test-examples';
import type { Totals } from '../process/trial/what-if-totals';
import { Requirement, requirementsOut } from './offers';
import { FieldsOut, isoOf, isoOrNull, Text, Time } from './schema';
import { fieldsOut } from './views';

const RefusalView = z.object({ code: z.string(), detail: z.string(), until: z.array(Requirement) });

export const refusalView = ({ code, detail, until }: Refusal): z.input<typeof RefusalView> => ({
  code,
  detail,
  until: requirementsOut(until),
});

const Armed = z.object({ subject: z.string(), kind: z.string(), at: Time });

const StepView = z
  .object({
    text: z.string().meta({ description: 'The sentence of the step; `given` for the start' }),
    at: Time.meta({ description: 'In virtual time' }),
    refused: RefusalView.nullable(),
    unmet: z.array(Text).meta({ description: 'What of a `then` does not hold' }),
    fired: z.array(z.object({ at: Time, deadline: z.string() })),
    state: z.string(),
    branches: z.record(z.string(), z.string().nullable()),
    waiting: z.boolean(),
    fields: FieldsOut,
    tasks: z
      .array(
        z.object({
          key: z.string(),
          task: z.string().nullable(),
          stage: z.string(),
          of: z.string(),
          openedAt: Time,
          dueAt: Time.nullable(),
          isNew: z.boolean(),
        }),
      )
      .meta({ description: 'What is wanted of whom then' }),
    told: z.array(z.object({ who: z.string(), about: z.string(), subject: z.string(), at: Time })),
    mails: z.array(z.object({ template: z.string(), to: z.string(), at: Time })),
    webhooks: z.array(z.object({ hook: z.string(), at: Time })),
    starts: z.array(z.object({ process: z.string(), at: Time })),
    next: z.array(Armed).meta({ description: 'What will happen by itself, the next first; 20 at most' }),
  })
  .meta({ id: 'SimulatedStep' });

export const SimulatedView = z
  .object({
    steps: z.array(StepView),
    stopped: Text.nullable().meta({ description: 'Why it ended before its last step' }),
  })
  .meta({ id: 'Simulated' });

export const simulatedView = ({ steps, stopped }: Simulated): z.input<typeof SimulatedView> => ({
  steps: steps.map(stepView),
  stopped,
});

function stepView(step: SimulatedStep): z.input<typeof StepView> {
  const timed = <T extends { at: number }>(all: readonly T[]) => all.map((one) => ({ ...one, at: isoOf(one.at) }));
  return {
    ...step,
    at: isoOf(step.at),
    refused: step.refused && refusalView(step.refused),
    unmet: [...step.unmet],
    fired: timed(step.fired),
    fields: fieldsOut(step.fields),
    tasks: step.tasks.map((task) => ({ ...task, openedAt: isoOf(task.openedAt), dueAt: isoOrNull(task.dueAt) })),
    told: timed(step.told),
    mails: timed(step.mails),
    webhooks: timed(step.webhooks),
    starts: timed(step.starts),
    next: step.next.map(({ subject, kind, at }: Deadline) => ({ subject, kind, at: isoOf(at) })),
  };
}

const ExampleView = z
  .object({
    name: z.string(),
    passed: z.boolean(),
    failures: z.array(z.object({ step: z.number().nullable(), text: z.string(), at: Time.nullable(), says: Text })),
  })
  .meta({ id: 'ExampleResult' });

export const TestedView = z
  .object({ passed: z.number(), failed: z.number(), items: z.array(ExampleView) })
  .meta({ id: 'TestedExamples' });

export function testedView(results: readonly Omit<ExampleResult, 'run'>[]): z.input<typeof TestedView> {
  const passed = results.filter((one) => one.passed).length;
  return {
    passed,
    failed: results.length - passed,
    items: results.map(({ name, passed, failures }) => ({
      name,
      passed,
      failures: failures.map((one) => ({ ...one, at: isoOrNull(one.at) })),
    })),
  };
}

const FlagView = z
  .object({
    what: z.string(),
    subject: z.string(),
    dueAt: Time,
    at: Time,
    told: z.array(z.string()),
    made: z.array(z.string()),
    to: z.string().nullable(),
  })
  .meta({ id: 'Flag' });

const flagView = (flag: Flag): z.input<typeof FlagView> => ({
  ...flag,
  dueAt: isoOf(flag.dueAt),
  at: isoOf(flag.at),
  told: [...flag.told],
  made: [...flag.made],
});

const Counts = z.object({
  real: z.number(),
  would: z.number(),
  new: z.number(),
  gone: z.number(),
  moved: z.number(),
  othersTold: z.number(),
});

const TotalsView = z
  .object({
    deals: z.number(),
    same: z.number(),
    different: z.number(),
    diverged: z.number(),
    broken: z.number().meta({ description: 'Whose history does not replay: of these nothing is said' }),
    flags: z.record(z.string(), Counts),
    told: z.record(z.string(), z.object({ real: z.number(), would: z.number() })),
  })
  .meta({ id: 'WhatIfTotals' });

const DealView = z
  .object({
    id: z.uuid(),
    number: z.number(),
    name: z.string(),
    became: z.enum(['different', 'diverged', 'broken']),
    differences: z.array(
      z.object({
        change: z.enum(['new', 'gone', 'moved', 'others told']),
        was: FlagView.nullable(),
        would: FlagView.nullable(),
      }),
    ),
    state: z.string().nullable(),
    wouldState: z.string().nullable(),
    diverged: z
      .object({ at: Time, seq: z.number(), type: z.string(), actor: z.string(), refusal: RefusalView })
      .nullable()
      .meta({ description: 'The command that would have been refused; what comes after it is not known' }),
    broken: z.string().nullable(),
  })
  .meta({ id: 'WhatIfDeal' });

export const WhatIfView = z
  .object({
    totals: TotalsView.meta({ description: 'Of the deals of this page' }),
    items: z.array(DealView).meta({ description: 'Those of them that would have gone otherwise' }),
    total: z.number().meta({ description: 'Past deals that were asked for, on all pages' }),
    next: z.string().nullable(),
    asOf: Time,
  })
  .meta({ id: 'WhatIf' });

export const totalsView = (totals: Totals): z.input<typeof TotalsView> => totals;

/** A deal that would have gone otherwise, or of which nothing can be said; null for one that is the same. */
export function dealView({ id, number, name, found, broken }: WhatIfRow): z.input<typeof DealView> | null {
  const card = { id, number, name };
  if (!found)
    return { ...card, became: 'broken', differences: [], state: null, wouldState: null, diverged: null, broken };
  const { became, differences, state, wouldState, diverged } = found;
  if (became === 'same') return null;
  return {
    ...card,
    became,
    differences: differences.map(({ change, was, would }) => ({
      change,
      was: was && flagView(was),
      would: would && flagView(would),
    })),
    state,
    wouldState,
    diverged: diverged && { ...diverged, at: isoOf(diverged.at), refusal: refusalView(diverged.refusal) },
    broken: null,
  };
}
