import type { Snapshot } from '../../../../src/process';
import { fault, stage, TO_LIMBO } from './fault';

const again =
  (state: string) =>
  (at: Snapshot): boolean =>
    (at.visits[state] ?? 0) > 1;

const DECIDE = '  decide:\n    limit: until decisionDate\n';
const decide = (text: string) => [DECIDE, `  decide:\n    ${text}\n`] as const;
const OFFER = 'limit: { due: 5 working days, ladder: [{ at: 2 working days later, notify: role sales-ops }] }';
const REST = 'limit: 5 days, at limit:';

export const circleFaults = {
  LimitsInACircle: [
    fault(
      'two stages until the same date',
      'stages.decide.at limit',
      [
        decide('limit: until decisionDate\n    at limit: { to: offer }'),
        [OFFER, 'limit: until decisionDate\n    at limit: { to: decide }'],
      ],
      { arrives: again('decide') },
    ),
    fault(
      'a stage that leads to itself',
      'stages.decide.at limit',
      [decide('limit: until decisionDate\n    at limit: { to: decide }')],
      { arrives: again('decide') },
    ),
    fault(
      'a day before a date',
      'stages.decide.at limit',
      [decide('limit: 1 day before decisionDate\n    at limit: { to: decide }')],
      { arrives: again('decide') },
    ),
    fault(
      'a ladder that moves',
      'stages.decide.limit.ladder.0',
      [decide('limit: { due: until decisionDate, ladder: [{ at: 0, move: decide }] }')],
      { arrives: again('decide') },
    ),
    fault(
      'three stages',
      'stages.limbo.at limit',
      [
        decide('limit: until decisionDate\n    at limit: { to: offer }'),
        [OFFER, 'limit: until decisionDate\n    at limit: { to: limbo }'],
        stage(
          '  limbo: { limit: until decisionDate, at limit: { to: decide }, tasks: { go: { outcomes: { on: { to: decide } } } } }\n',
        ),
      ],
      { arrives: again('limbo') },
    ),
    fault(
      'the ladder of a task',
      'stages.decide.tasks.ask.limit.ladder.0',
      [['      ask:\n', '      ask:\n        limit: { due: until decisionDate, ladder: [{ at: 0, move: decide }] }\n']],
      { arrives: again('decide') },
    ),
  ],
  EndlessRework: [
    fault(
      'two stages at which nobody is asked',
      'stages.limbo.at limit',
      [TO_LIMBO, stage(`  limbo: { ${REST} { to: mist } }\n  mist: { ${REST} { to: limbo } }\n`)],
      { arrives: again('limbo') },
    ),
    fault(
      'a stage that its limit enters anew',
      'stages.limbo.at limit',
      [TO_LIMBO, stage(`  limbo: { ${REST} { to: limbo } }\n`)],
      {
        arrives: again('limbo'),
      },
    ),
    fault(
      'a ladder that moves back',
      'stages.limbo.limit.ladder.0',
      [TO_LIMBO, stage('  limbo: { limit: { due: 5 days, ladder: [{ at: 1 day later, move: limbo }] } }\n')],
      { arrives: again('limbo') },
    ),
    fault(
      'three stages',
      'stages.mist.at limit',
      [
        TO_LIMBO,
        stage(
          `  limbo: { ${REST} { to: mist } }\n  mist: { ${REST} { to: haze } }\n  haze: { ${REST} { to: limbo } }\n`,
        ),
      ],
      { arrives: again('mist') },
    ),
    fault(
      'a stage whose only task nobody opens by themselves',
      'stages.limbo.at limit',
      [
        TO_LIMBO,
        stage(
          '  limbo:\n    limit: { due: 5 days, ladder: [{ at: 9 days later, open: look }] }\n    at limit: { to: limbo }\n' +
            '    tasks: { look: { on call: true, outcomes: { seen: { to: decide } } } }\n',
        ),
      ],
      { arrives: again('limbo') },
    ),
  ],
  EventlessLoop: [
    fault('a stage that is followed by itself', 'stages.demo.next', [['next: offer', 'next: demo']]),
    fault(
      'two stages',
      'stages.demo.next',
      [
        ['next: offer', 'next: limbo'],
        stage('  limbo: { when: pilot, next: demo, tasks: { go: { outcomes: { on: { to: decide } } } } }\n'),
      ],
      { arrives: 'broken' },
    ),
    fault(
      'three stages',
      'stages.demo.next',
      [
        ['next: offer', 'next: limbo'],
        stage('  limbo: { when: pilot, next: mist, tasks: { go: { outcomes: { on: { to: decide } } } } }\n'),
        stage('  mist: { when: score > 5, next: demo, tasks: { go: { outcomes: { on: { to: decide } } } } }\n'),
      ],
      { arrives: 'broken' },
    ),
    fault(
      'stages of which one holds only with a large amount',
      'stages.limbo.next',
      [
        TO_LIMBO,
        stage(
          '  limbo:\n    when: \'amount != null && amount > money("30000.00", "RUB")\'\n    next: mist\n' +
            '    tasks: { go: { outcomes: { on: { to: decide } } } }\n' +
            '  mist: { when: pilot, next: limbo, tasks: { go: { outcomes: { on: { to: decide } } } } }\n',
        ),
      ],
      { arrives: 'broken' },
    ),
    fault(
      'branches that are all passed over',
      'stages.limbo.next',
      [
        TO_LIMBO,
        stage(
          '  limbo:\n    next: limbo\n    branches:\n      one: { when: pilot, stages: { a: { tasks: { go: { outcomes: { on: { to: end } } } } } } }\n',
        ),
      ],
      { arrives: 'broken' },
    ),
  ],
};
