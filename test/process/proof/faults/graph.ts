import { fault, isIn, NO_EVENT, ROUTES, stage, TO_LIMBO } from './fault';

const LIMBO = 'stages.limbo';
const MIST = `
  mist:
    tasks: { look: { outcomes: { seen: { to: limbo } } } }
`;

export const graphFaults = {
  UnreachableStage: [
    fault('a step that no answer leads to', 'stages.prepare.branches.legal.stages.agree', [
      ['written: { to: agree }', 'written: { to: end }'],
    ]),
    fault('a stage whose only move is gone', 'stages.demo', [
      ['  - { from: offer, to: demo, who: [owner, manager] }\n', ''],
    ]),
    fault('a stage whose only route is gone', 'stages.prepare', [[ROUTES, 'to: decide']]),
    fault('a stage that stands for itself', 'stages.limbo', [
      stage('  limbo: { tasks: { go: { outcomes: { on: { to: closed.won } } } } }\n'),
    ]),
    fault('a stage that only itself leads to', 'stages.limbo', [
      stage('  limbo: { tasks: { go: { outcomes: { on: { to: closed.won }, round: { to: limbo } } } } }\n'),
    ]),
    fault('a stage that is always passed over by those who come', 'stages.demo', [
      ['to: demo, who: [owner, manager] }', 'to: demo, who: [owner, manager], when: size == "small" }'],
    ]),
  ],
  UnreachableClosing: [
    fault('the answer that leads there is gone', 'closed.won', [['          bought: { to: closed.won }\n', '']]),
    fault('the answer goes elsewhere, and it asks for nothing', 'closed.won', [
      ['bought: { to: closed.won }', 'bought: { to: closed.lost, ask: [reason] }'],
      ['won: { require: [amount] }', 'won: {}'],
    ]),
    fault('it is declared, and nothing more', 'closed.postponed', [
      ['  lost: { require', '  postponed: { result: lost }\n  lost: { require'],
    ]),
    fault('it can only be reopened', 'closed.postponed', [
      ['  lost: { require', '  postponed: { result: lost, reopen: { to: offer, who: manager } }\n  lost: { require'],
    ]),
    fault('its move may be made by nobody', 'closed.won', [['          bought: { to: closed.won }\n', '']], {
      change: ({ moves }) => moves.push({ ...moves[0], to: 'closed.won', who: [] }),
    }),
  ],
  NoWayToClose: [
    fault('a stage that nothing is asked at', LIMBO, [NO_EVENT, TO_LIMBO, stage('  limbo: {}\n')], {
      arrives: isIn('limbo'),
    }),
    fault(
      'a stage whose task leads nowhere',
      LIMBO,
      [NO_EVENT, TO_LIMBO, stage('  limbo: { tasks: { think: { outcomes: { thought: } } } }\n')],
      { arrives: isIn('limbo') },
    ),
    fault(
      'a stage whose task comes back for ever',
      LIMBO,
      [NO_EVENT, TO_LIMBO, stage('  limbo: { tasks: { think: { outcomes: { thought: { again: true } } } } }\n')],
      { arrives: isIn('limbo') },
    ),
    fault(
      'two stages that lead to each other',
      'stages.mist',
      [NO_EVENT, TO_LIMBO, stage('  limbo: { tasks: { go: { outcomes: { on: { to: mist } } } } }\n'), stage(MIST)],
      { arrives: isIn('mist') },
    ),
    fault(
      'a stage that only waits',
      LIMBO,
      [NO_EVENT, TO_LIMBO, stage('  limbo: { tasks: { rest: { outcomes: { rested: { wait: ask for a date } } } } }\n')],
      { arrives: isIn('limbo') },
    ),
    fault(
      'a stage that its limit leads back to',
      LIMBO,
      [NO_EVENT, TO_LIMBO, stage('  limbo: { limit: 2 days, at limit: { to: mist } }\n'), stage(MIST)],
      { arrives: isIn('limbo') },
    ),
  ],
  BranchesCannotJoin: [
    fault(
      'its only task leads nowhere',
      'stages.prepare.branches.technical',
      [['planned: { to: end }', 'planned: {}']],
      { arrives: isIn('design') },
    ),
    fault(
      'its last step leads back to its first',
      'stages.prepare.branches.legal',
      [['agreed: { to: end }', 'agreed: { to: draft }']],
      { arrives: isIn('draft') },
    ),
    fault(
      'its only step starts again',
      'stages.prepare.branches.technical',
      [['planned: { to: end }', 'planned: { to: design }']],
      { arrives: isIn('design') },
    ),
    fault(
      'its last step can only be refused',
      'stages.prepare.branches.legal',
      [['                  agreed: { to: end }\n', '']],
      { arrives: isIn('draft') },
    ),
    fault(
      'its only task comes back for ever',
      'stages.prepare.branches.technical',
      [['planned: { to: end }', 'planned: { again: true }']],
      { arrives: isIn('design') },
    ),
    fault(
      'its only step only leaves the stage',
      'stages.prepare.branches.technical',
      [['planned: { to: end }', 'planned: { to: decide, ends branches: true }']],
      { arrives: isIn('design') },
    ),
  ],
};
