import type { Snapshot } from '../../../../src/process';
import { fault, isIn, NO_EVENT, NO_FORM, stage, TO_LIMBO } from './fault';

const unset =
  (field: string) =>
  (at: Snapshot): boolean =>
    (at.fields[field] ?? null) === null;
const BUDGET = ['  pilot: {', '  budget: { type: money }\n  pilot: {'] as const;
const LEGAL = 'stages.prepare.branches.legal.stages.agree.tasks.sign.outcomes.refused';

export const wayFaults = {
  DeadEnd: [
    fault(
      'an answer after which nothing is left to do',
      'stages.qualify',
      [NO_EVENT, NO_FORM, ['later: {', 'thinking:\n          later: {']],
      {
        arrives: isIn('qualify'),
      },
    ),
    fault(
      'the same in a stage that is passed over by small ones',
      'stages.demo',
      [NO_EVENT, ['    skip: { who: manager }\n', ''], ['shown: { to: offer }', 'shown: { to: offer }, unclear: ']],
      { arrives: isIn('demo') },
    ),
    fault(
      'a branch that stands still while the other has ended',
      'stages.prepare',
      [NO_EVENT, ['planned: { to: end }', 'planned: { to: end }, unclear: ']],
      { arrives: isIn('prepare') },
    ),
    fault(
      'two tasks that both have to lead on, and one may not',
      'stages.limbo',
      [
        NO_EVENT,
        TO_LIMBO,
        stage(
          '  limbo:\n    tasks:\n      one: { required: true, outcomes: { well: , badly: { again: true } } }\n' +
            '      two: { after: [one], outcomes: { on: { to: closed.won }, off: } }\n',
        ),
      ],
      { arrives: isIn('limbo') },
    ),
    fault(
      'what leaving requires, and only a change by hand gives',
      'stages.limbo',
      [
        NO_EVENT,
        TO_LIMBO,
        stage(
          '  limbo:\n    require to leave: { condition: discount <= 15 }\n    tasks: { go: { outcomes: { on: { to: decide } } } }\n',
        ),
      ],
      { level: 'warning', arrives: isIn('limbo') },
    ),
    fault(
      'a task that only some have',
      'stages.limbo',
      [
        NO_EVENT,
        TO_LIMBO,
        stage('  limbo: { tasks: { go: { when: size != "medium", outcomes: { on: { to: decide } } } } }\n'),
      ],
      { level: 'warning', arrives: isIn('limbo') },
    ),
  ],
  UnaskedField: [
    fault(
      'to close, and never asked',
      'closed.won.require',
      [BUDGET, ['won: { require: [amount] }', 'won: { require: [amount, budget] }']],
      {
        arrives: unset('budget'),
      },
    ),
    fault(
      'to come in, and asked only there',
      'stages.offer.require',
      [['    require: [amount]\n', '    require: [amount, decisionDate]\n']],
      {
        arrives: unset('decisionDate'),
      },
    ),
    fault(
      'to leave, and asked only later',
      'stages.qualify.require to leave',
      [['  qualify:\n', '  qualify:\n    require to leave: [decisionDate]\n']],
      { arrives: unset('decisionDate') },
    ),
    fault(
      'by the stage after, and no longer asked',
      'stages.decide.require',
      [['            ask: [decisionDate]\n', '']],
      {
        arrives: unset('decisionDate'),
      },
    ),
    fault(
      'to join, and never asked',
      'stages.prepare.require',
      [BUDGET, ['  prepare:\n', '  prepare:\n    require: [budget]\n']],
      {
        arrives: unset('budget'),
      },
    ),
  ],
  NeverOpens: [
    fault('only itself calls for it', 'stages.qualify.tasks.help', [
      ['open: [help], again: true', 'again: true'],
      ['outcomes: { helped: }', 'outcomes: { helped: { open: [help] } }'],
    ]),
    fault('only two that wait for a call call for each other', 'stages.qualify.tasks.more', [
      ['open: [help], again: true', 'again: true'],
      ['      help:\n', '      more: { on call: true, outcomes: { done: { open: [help] } } }\n      help:\n'],
      ['outcomes: { helped: }', 'outcomes: { helped: { open: [more] } }'],
    ]),
    fault('only its own ladder calls for it', 'stages.qualify.tasks.help', [
      ['open: [help], again: true', 'again: true'],
      [
        '        on call: true\n',
        '        on call: true\n        limit: { due: 1 day, ladder: [{ at: 0, open: help }] }\n',
      ],
    ]),
    fault('it comes after one that is never done', 'stages.demo.tasks.show', [
      [
        '      show:\n',
        '      first: { required: true, outcomes: { once: { again: true } } }\n      show:\n        after: [first]\n',
      ],
    ]),
    fault(
      'in a step it comes after one that is never done',
      'stages.prepare.branches.technical.stages.design.tasks.plan',
      [
        [
          'plan: { assignee',
          'first: { outcomes: { once: { wait: ask for a date } } }\n              plan: { after: [first], assignee',
        ],
      ],
    ),
  ],
  ClosesWhileBranchRuns: [
    fault('an answer that closes', `${LEGAL}.to`, [], {
      change: ({ stages }) => delete stages.agree.tasks.sign.outcomes.refused.endsBranches,
      arrives: isIn('agree'),
    }),
    fault(
      'an answer that goes on',
      'stages.prepare.branches.technical.stages.design.tasks.plan.outcomes.planned.to',
      [],
      {
        change: ({ stages }) => (stages.design.tasks.plan.outcomes.planned.to = 'decide'),
        arrives: isIn('design'),
      },
    ),
    fault('an event that closes', 'stages.prepare.branches.legal.stages.draft.on.payment in.0', [], {
      change: ({ stages }) =>
        (stages.draft.on = { 'payment in': [{ when: null, take: [], set: {}, to: 'closed.won' }] }),
      arrives: isIn('draft'),
    }),
    fault('a limit that closes', 'stages.prepare.branches.legal.stages.agree.at limit', [], {
      change: ({ stages }) => (stages.agree.atLimit = 'closed.lost'),
      arrives: isIn('agree'),
    }),
    fault('a route that goes on', `${LEGAL}.to.0`, [], {
      change: ({ stages }) => {
        const { refused } = stages.agree.tasks.sign.outcomes;
        Object.assign(refused, {
          to: null,
          routes: [
            { when: 'pilot', to: 'decide' },
            { when: null, to: 'end' },
          ],
        });
        delete refused.endsBranches;
      },
      arrives: isIn('agree'),
    }),
  ],
};
