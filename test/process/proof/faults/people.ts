import { fault, hasOpen, isIn } from './fault';

const NOBODY = {
  held: {
    roles: new Set(['sales-ops']),
    teams: new Set<string>(),
    skills: new Set<string>(),
    lines: new Set<string>(),
  },
};
const ENGINEERS = { held: { roles: new Set(['sales-ops', 'engineer']), teams: new Set<string>() } };
const PLAN = 'stages.prepare.branches.technical.stages.design.tasks.plan';
const never = 'due soon: never, escalate: never';
const WARNING = { level: 'warning' } as const;

export const peopleFaults = {
  NobodyMay: [
    fault(
      'the word of a manager that only the owner may give',
      'stages.offer.tasks.approve',
      [
        ['approved:\n', 'approved: { who: owner }\n'],
        ['rejected: { ask', 'rejected: { who: owner, ask'],
      ],
      { arrives: hasOpen('approve') },
    ),
    fault(
      'one outcome of a manager that only the owner may give',
      'stages.offer.tasks.approve.outcomes.approved',
      [['approved:\n', 'approved: { who: owner }\n']],
      { arrives: hasOpen('approve') },
    ),
    fault('a role that nobody has', `${PLAN}.assignee`, [], { options: NOBODY, arrives: hasOpen('plan') }),
    fault(
      'a pool that nobody is in',
      `${PLAN}.assignee`,
      [['assignee: role engineer', 'assignee: least loaded with skill crm']],
      {
        options: NOBODY,
        arrives: isIn('design'),
      },
    ),
    fault('a team that nobody is in', `${PLAN}.assignee`, [['assignee: role engineer', 'assignee: team north']], {
      options: ENGINEERS,
      arrives: isIn('design'),
    }),
    fault(
      'a move by a role that nobody has',
      'moves.0',
      [['to: demo, who: [owner, manager]', 'to: demo, who: auditor']],
      {
        options: ENGINEERS,
      },
    ),
    fault(
      'a skip by a role that nobody has',
      'stages.demo.skip',
      [['skip: { who: manager }', 'skip: { who: auditor }']],
      {
        options: ENGINEERS,
      },
    ),
    fault(
      'reopening by a role that nobody has',
      'closed.lost.reopen',
      [['to: qualify, who: manager', 'to: qualify, who: auditor']],
      {
        options: ENGINEERS,
      },
    ),
    fault('a move by nobody', 'moves.0', [], { change: ({ moves }) => (moves[0].who = []) }),
  ],
  LimitToldNobody: [
    fault(
      'of a stage',
      'stages.qualify.limit',
      [['limit: 3 working days', `limit: { due: 3 working days, ${never} }`]],
      WARNING,
    ),
    fault(
      'of a task',
      'stages.qualify.tasks.call.limit',
      [['limit: 1 working day\n', `limit: { due: 1 working day, ${never} }\n`]],
      WARNING,
    ),
    fault(
      'of the process',
      'limit',
      [['limit: 90 working days', `limit: { due: 90 working days, ${never} }`]],
      WARNING,
    ),
    fault(
      'of a step',
      'stages.prepare.branches.legal.stages.agree.limit',
      [['            limit: 5 working days', `            limit: { due: 5 working days, ${never} }`]],
      WARNING,
    ),
    fault(
      'until a date',
      'stages.decide.limit',
      [['limit: until decisionDate', `limit: { due: until decisionDate, ${never} }`]],
      WARNING,
    ),
    fault(
      'of which a role without people is told',
      'stages.offer.limit.ladder.0',
      [['notify: role sales-ops', 'notify: role board']],
      {
        ...WARNING,
        options: ENGINEERS,
      },
    ),
    fault(
      'of which a team without people is told',
      'stages.offer.limit.ladder.0',
      [['notify: role sales-ops', 'notify: team north']],
      {
        ...WARNING,
        options: ENGINEERS,
      },
    ),
  ],
  LimitsExceedProcess: [
    fault('a process of a week', 'limit', [['limit: 90 working days', 'limit: 7 working days']], WARNING),
    fault(
      'a stage that may take longer than all',
      'limit',
      [['limit: 3 working days', 'limit: 100 working days']],
      WARNING,
    ),
    fault('a stage in weeks', 'limit', [['due: 5 working days, ladder', 'due: 20 working weeks, ladder']], WARNING),
    fault('a process in hours', 'limit', [['limit: 90 working days', 'limit: 60 working hours']], WARNING),
    fault(
      'days around the clock',
      'limit',
      [
        ['limit: 90 working days', 'limit: 2 days'],
        ['limit: 3 working days', 'limit: 1 week'],
      ],
      WARNING,
    ),
  ],
};
