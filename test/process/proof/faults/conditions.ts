import { fault, hasOpen, ROUTES } from './fault';

const SENT = 'stages.offer.tasks.send.outcomes.sent.to';
const routes = (text: string) => [ROUTES, `to: [${text}]`] as const;
const FORM = 'form filled: [{ when: size == "large", to: offer, take: [amount] }, { take: [amount] }]';
const FORM_AT = 'stages.qualify.on.form filled';
const approve = (text: string) => ['when: discount > 15', `when: ${text}`] as const;
const APPROVE = 'stages.offer.tasks.approve';
const LIGHTS = '  - { when: waiting, light: yellow }\n';
const WARNING = { level: 'warning' } as const;

export const conditionFaults = {
  ConditionsOverlap: [
    fault(
      'a choice and a yes',
      `${SENT}.1.when`,
      [routes('{ when: size == "large", to: prepare }, { when: pilot, to: demo }, { to: decide }')],
      WARNING,
    ),
    fault(
      'numbers',
      `${SENT}.1.when`,
      [routes('{ when: score > 5, to: prepare }, { when: score < 10, to: demo }, { to: decide }')],
      WARNING,
    ),
    fault(
      'money',
      `${SENT}.1.when`,
      [
        routes(
          `{ when: 'amount != null && amount > money("5.00", "RUB")', to: prepare }, { when: discount > 10, to: demo }, { to: decide }`,
        ),
      ],
      WARNING,
    ),
    fault(
      'lists',
      `${SENT}.1.when`,
      [
        routes(
          `{ when: 'size in ["small", "medium"]', to: prepare }, { when: 'size in ["medium", "large"]', to: demo }, { to: decide }`,
        ),
      ],
      WARNING,
    ),
    fault(
      'what comes from outside',
      `${FORM_AT}.1.when`,
      [
        [
          FORM,
          'form filled: [{ when: pilot, to: offer, take: [amount] }, { when: size == "large", to: closed.lost, set: { reason: no } }, { take: [amount] }]',
        ],
      ],
      WARNING,
    ),
  ],
  ConditionsLeaveHole: [
    fault(
      'outcomes by number',
      APPROVE,
      [
        ['approved:\n', 'approved: { when: discount <= 30 }\n'],
        ['rejected: { ask', 'rejected: { when: discount > 50, ask'],
      ],
      {
        arrives: hasOpen('approve'),
      },
    ),
    fault(
      'outcomes by option',
      'stages.demo.tasks.show',
      [
        [
          'shown: { to: offer }',
          'shown: { to: offer, when: size == "large" }, later: { to: offer, when: size == "small" }',
        ],
      ],
      { arrives: hasOpen('show') },
    ),
    fault(
      'one outcome, by a yes',
      'stages.prepare.branches.technical.stages.design.tasks.plan',
      [['planned: { to: end }', 'planned: { to: end, when: pilot }']],
      { arrives: hasOpen('plan') },
    ),
    fault(
      'one outcome, where a field is not set',
      'stages.demo.tasks.show',
      [['shown: { to: offer }', 'shown: { to: offer, when: decisionDate != null }']],
      { arrives: hasOpen('show') },
    ),
    fault(
      'what comes from outside',
      FORM_AT,
      [
        [
          FORM,
          'form filled: [{ when: size == "large", to: offer, take: [amount] }, { when: size == "small", take: [amount] }]',
        ],
      ],
      WARNING,
    ),
    fault('routes of which none is for the rest', SENT, [], {
      change: ({ stages }) => stages.offer.tasks.send.outcomes.sent.routes.pop(),
    }),
  ],
  NeverTrue: [
    fault('more than a percent can be', `${APPROVE}.when`, [approve('discount > 120')]),
    fault('two options at once', `${APPROVE}.when`, [approve('size == "large" && size == "small"')]),
    fault('more and less', `${SENT}.0.when`, [routes('{ when: score > 5 && score < 3, to: prepare }, { to: decide }')]),
    fault('a light that waits and does not', 'lights.1.when', [
      [LIGHTS, '  - { when: waiting && !waiting, light: yellow }\n'],
    ]),
    fault('less than no money', 'moves.0.when', [
      [
        'to: demo, who: [owner, manager] }',
        `to: demo, who: [owner, manager], when: 'amount != null && amount < money("0.00", "RUB")' }`,
      ],
    ]),
    fault('a day before and after another', `${APPROVE}.when`, [
      approve('decisionDate != null && decisionDate < "2026-01-01" && decisionDate > "2026-06-01"'),
    ]),
    fault('an answer that does not go with its task', `${APPROVE}.outcomes.approved.when`, [
      ['approved:\n', 'approved: { when: discount < 10 }\n'],
    ]),
  ],
  AlwaysTrue: [
    fault('what a percent always is', `${APPROVE}.when`, [approve('discount >= 0')], WARNING),
    fault('every option', `${APPROVE}.when`, [approve('size in ["small", "medium", "large"]')], WARNING),
    fault('yes or no', `${APPROVE}.when`, [approve('pilot || !pilot')], WARNING),
    fault('up to a number, and beyond', `${APPROVE}.when`, [approve('score > 5 || score <= 5')], WARNING),
    fault(
      'set or not',
      'stages.demo.when',
      [['when: size == "large"\n    skip', 'when: amount == null || amount != null\n    skip']],
      WARNING,
    ),
  ],
  ShadowedOutcome: [
    fault('a narrower route behind a wider one', `${SENT}.1`, [
      routes('{ when: discount > 10, to: prepare }, { when: discount > 20, to: demo }, { to: decide }'),
    ]),
    fault('the same route twice', `${SENT}.1`, [
      routes('{ when: pilot, to: prepare }, { when: pilot, to: demo }, { to: decide }'),
    ]),
    fault('a route for the rest where there is none', `${SENT}.2`, [
      routes('{ when: pilot, to: prepare }, { when: "!pilot", to: demo }, { to: decide }'),
    ]),
    fault('a reaction behind one that always holds', `${FORM_AT}.1`, [
      [FORM, 'form filled: [{ take: [amount] }, { when: size == "large", to: offer, take: [amount] }]'],
    ]),
    fault(
      'a light behind one that shows before',
      'lights.1',
      [[LIGHTS, '  - { when: clockLight == "overdue" && waiting, light: yellow }\n']],
      WARNING,
    ),
    fault('two outcomes of one name', 'stages.decide.tasks.ask.outcomes.declined', [
      ['declined: {', 'declined: { name: { en: Bought, ru: Купил },'],
    ]),
  ],
  CannotTell: [
    fault('arithmetic', `${APPROVE}.when`, [approve('discount * 2 > 30')], { level: 'cannot tell' }),
    fault('the beginning of a text', `${APPROVE}.when`, [approve('reason != null && reason.startsWith("price")')], {
      level: 'cannot tell',
    }),
    fault('the order of texts', `${APPROVE}.when`, [approve('reason != null && reason < "m"')], {
      level: 'cannot tell',
    }),
    fault('the order of options', `${APPROVE}.when`, [approve('size < "small"')], { level: 'cannot tell' }),
    fault(
      'more combinations than are tried',
      `${APPROVE}.when`,
      [
        approve(
          `(score in [${Array.from({ length: 40 }, (_, i) => `${i}.0`).join(', ')}]) || (discount in [${Array.from({ length: 40 }, (_, i) => `${i}.0`).join(', ')}])`,
        ),
      ],
      { level: 'cannot tell' },
    ),
    fault('a process beyond the budget', '', [], { options: { budget: 50 }, level: 'cannot tell' }),
  ],
};
