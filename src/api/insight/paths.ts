import { z } from 'zod';
import { FEW, POPULATIONS, type Population, type Share } from '../../insight';
import type { Text } from '../../process';

/** What reports about paths are asked beside what every report is. */
export const of = z.enum(POPULATIONS).default('closed').meta({
  description: 'Deals that ended in the period, whose paths are whole, or deals that began in it',
});

/** What such a report counts, in words. */
export const COUNTS: Readonly<Record<Population, Text>> = {
  closed: {
    en: 'Deals that were closed in the period and are closed now, each once, by all stages that they came to; a stage that was taken back counts as come to.',
    ru: 'Сделки, закрытые за период и закрытые сейчас, каждая один раз, по всем пройденным этапам; этап, решение о котором отменили, считается пройденным.',
  },
  began: {
    en: 'Deals that began in the period, each once, by the stages that they have come to so far.',
    ru: 'Сделки, начатые за период, каждая один раз, по этапам, пройденным к этому времени.',
  },
};

export const WonShare = z
  .object({
    won: z.number(),
    closed: z.number(),
    share: z.number(),
    low: z.number(),
    high: z.number(),
    enough: z
      .boolean()
      .meta({ description: `Whether at least ${FEW} were closed: of fewer, a share says next to nothing` }),
  })
  .nullable()
  .meta({
    id: 'WonShare',
    description: 'Won of those closed as won or lost, of 1, with its interval at 95 % (Wilson); null: of nothing',
  });

export const round = (value: number): number => Math.round(value * 1000) / 1000;

export const wonShare = (share: Share | null): z.input<typeof WonShare> =>
  share && {
    won: share.hits,
    closed: share.of,
    share: round(share.share),
    low: round(share.low),
    high: round(share.high),
    enough: share.enough,
  };
