import { z } from 'zod';
import type { Finding } from '../process/language/finding';
import { Problem } from './problem';

/** A text that somebody wrote: kept as it stands, so nothing of it is trimmed. */
export const SourceText = z
  .string()
  .min(1)
  // NUL and lone surrogates are valid JSON, but no PostgreSQL column can keep them.
  .refine((text) => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text), 'Must be printable text')
  .meta({ id: 'SourceText', description: 'YAML, byte for byte; 256 KiB of it at most' });

/** Of what is read while others wait: far more than any calendar, routing rule or mail has. */
const MOST_OF_SHORT = 32 * 1024;

/** A text that is read on the thread which serves everybody. */
export const ShortText = SourceText.max(MOST_OF_SHORT).meta({
  id: 'ShortText',
  description: 'YAML, as it stands; 32,768 characters of it at most',
});

export const FindingView = z
  .object({
    code: z.string(),
    level: z.string().meta({ description: 'error (refuses the text), warning, or cannot tell' }),
    message: z.string(),
    line: z.number(),
    column: z.number(),
    path: z.array(z.union([z.string(), z.number()])),
    trace: z
      .array(z.object({ code: z.string(), sentence: z.string(), values: z.record(z.string(), z.unknown()) }))
      .optional()
      .meta({ description: 'The shortest way there, as commands and passing time' }),
  })
  .meta({ id: 'Finding' });

export const findingView = ({
  code,
  level,
  message,
  line,
  column,
  path,
  trace,
}: Finding): z.input<typeof FindingView> => ({
  code,
  level,
  message,
  line,
  column,
  path: [...path],
  ...(trace && { trace: trace.map((step) => ({ code: step.code, sentence: step.sentence, values: step.values })) }),
});

/** A text that is refused whole, with all that is wrong with it. */
export function faulty(findings: readonly Finding[]): Problem {
  const [first] = findings;
  const more = findings.length > 1 ? `; ${findings.length} findings in all` : '';
  const detail = first && `Line ${first.line}: ${first.message}${more}`;
  return new Problem('TextFaulty', { detail, findings: findings.map(findingView) });
}
