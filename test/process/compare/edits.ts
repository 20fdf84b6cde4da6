import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition } from '../../../src/process';
import type { DifferenceCode, Touches } from '../../../src/process/compare/difference';
import { readDefinition } from '../../../src/process/language/read-definition';

export const TEXT = readFileSync(join(__dirname, '../../support/every-construct.yaml'), 'utf8');
const read = new Map<string, Definition>();

/** Reads a text once, however often it is asked for. @throws Error for a faulty one */
export function readAs(text: string): Definition {
  const known = read.get(text);
  if (known) return known;
  const reading = readDefinition(text, {}, { proven: true });
  if (!reading.definition) throw new Error(JSON.stringify(reading.findings, null, 1));
  read.set(text, reading.definition);
  return reading.definition;
}

/** The text with parts of it put otherwise; each of them has to be there. */
export function edited(edits: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    const after = text.replace(from, () => to);
    if (after === text) throw new Error(`The text has no ${from}`);
    return after;
  }, TEXT);
}

type Edit = readonly [from: string | RegExp, to: string];
type Expected = readonly [DifferenceCode, path: string, Touches?];

const at = (stage: string, task?: string): Touches => [task === undefined ? { stage } : { stage, task }];

/** Edits of the text that uses every construct, and what they are in meaning. */
export const EDITS: readonly (readonly [name: string, edits: readonly Edit[], expected: readonly Expected[]])[] = [
  ['a comment', [['# Every construct', '# All constructs']], []],
  [
    'another order of keys',
    [
      [
        'probability: 30\n    when: amount != null && amount > money("100000.00", "RUB")',
        'when: amount != null && amount > money("100000.00", "RUB")\n    probability: 30',
      ],
    ],
    [],
  ],
  [
    'moves said one by one',
    [
      [
        '{ from: [demo, negotiation], to: proposal, who: anyone, ask: [decisionDate], when: score >= 0 }',
        '{ from: demo, to: proposal, who: anyone, ask: [decisionDate], when: score >= 0 }\n  - { from: negotiation, to: proposal, who: anyone, ask: [decisionDate], when: score >= 0 }',
      ],
    ],
    [],
  ],
  [
    'a name',
    [['{ en: Demonstration, ru: Демонстрация }', '{ en: Demo, ru: Демонстрация }']],
    [['WordsChanged', 'stages.demo.name', 'nobody']],
  ],
  [
    'guidance',
    [['Ask for the amount.', 'Ask how much.']],
    [['WordsChanged', 'stages.qualify.tasks.first-call.guidance', 'nobody']],
  ],
  [
    'a stage that is new',
    [
      [
        '  negotiation:\n    name',
        '  approval:\n    name: { en: Approval, ru: Утверждение }\n    probability: 70\n    tasks: { approve: { name: { en: Approve it, ru: Утвердить }, outcomes: { yes: { name: { en: "Yes", ru: Да }, to: negotiation } } } }\n\n  negotiation:\n    name',
      ],
      [
        'sent: { name: { en: Sent, ru: Отправлено }, to: negotiation }',
        'sent: { name: { en: Sent, ru: Отправлено }, to: approval }',
      ],
    ],
    [
      ['StageAdded', 'stages.approval', 'nobody'],
      ['NextChanged', 'stages.proposal.next', at('proposal')],
      ['TargetChanged', 'stages.proposal.tasks.send.outcomes.sent.to', at('proposal', 'send')],
    ],
  ],
  [
    'a stage with another key',
    [
      [/\bproposal:/, 'offer:'],
      [/\bto: proposal\b/g, 'to: offer'],
      ['next: proposal', 'next: offer'],
      ['from: proposal', 'from: offer'],
      ['stage == "proposal"', 'stage == "offer"'],
    ],
    [
      ['StageRenamed', 'stages.offer', at('proposal')],
      ['LightsChanged', 'tactics', 'all'],
    ],
  ],
  [
    'a task with another key',
    [['      show:\n', '      show-it:\n']],
    [['TaskRenamed', 'stages.demo.tasks.show-it', at('demo', 'show')]],
  ],
  [
    'a task with another key that others come after',
    [
      ['      prepare-stand:', '      ready-stand:'],
      ['after: [prepare-stand]', 'after: [ready-stand]'],
    ],
    [['TaskRenamed', 'stages.demo.tasks.ready-stand', at('demo', 'prepare-stand')]],
  ],
  [
    'a probability',
    [['probability: 80', 'probability: 75']],
    [['ProbabilityChanged', 'stages.negotiation.probabilityPct', at('negotiation')]],
  ],
  ['whose clock', [['    clock: client\n', '']], [['TurnChanged', 'stages.negotiation.clock', at('negotiation')]]],
  [
    'a limit that is shorter',
    [['planned: 5 working days\n    limit: 5 working days', 'planned: 5 working days\n    limit: 4 working days']],
    [['LimitShortened', 'stages.qualify.limit.due', at('qualify')]],
  ],
  [
    'a limit that is longer, in another unit',
    [['limit: 3 weeks', 'limit: 25 days']],
    [['LimitLengthened', 'stages.negotiation.limit.due', at('negotiation')]],
  ],
  [
    'a limit that only a calendar can hold against the other',
    [['limit: 3 weeks', 'limit: 15 working days']],
    [['LimitChanged', 'stages.negotiation.limit.due']],
  ],
  [
    "a task's limit",
    [['due: 3 working days\n          due soon: 60 %', 'due: 2 working days\n          due soon: 60 %']],
    [['LimitShortened', 'stages.demo.tasks.show.limit.due', at('demo', 'show')]],
  ],
  [
    'a limit before a date',
    [['due: 1 working day before', 'due: 2 working days before']],
    [['LimitShortened', 'stages.proposal.tasks.send.limit.due', at('proposal', 'send')]],
  ],
  [
    'a limit that has gone',
    [['    limit: 3 weeks\n', '']],
    [['LimitRemoved', 'stages.negotiation.limit', at('negotiation')]],
  ],
  [
    'a limit that is new',
    [
      [
        "        assignee: owner's manager\n        outcomes: { done",
        "        assignee: owner's manager\n        limit: 2 hours\n        outcomes: { done",
      ],
    ],
    [['LimitAdded', 'stages.qualify.tasks.call-head.limit', at('qualify', 'call-head')]],
  ],
  [
    "the whole process's limit",
    [['due: 60 working days', 'due: 70 working days']],
    [['LimitLengthened', 'limit.due', 'all']],
  ],
  [
    'when it is due soon',
    [['due soon: 60 %', 'due soon: 50 %']],
    [['DueSoonChanged', 'stages.demo.tasks.show.limit.dueSoonPct']],
  ],
  [
    'when it is escalated',
    [['escalate: 2 working days later', 'escalate: 3 working days later']],
    [['EscalationChanged', 'stages.demo.limit.escalateAfter', at('demo')]],
  ],
  [
    'a step of a ladder',
    [['            - { at: 0, notify: owner }\n', '']],
    [['EscalationChanged', 'stages.demo.tasks.show.limit.ladder', at('demo', 'show')]],
  ],
  [
    'an entry that requires more',
    [['    require: [decisionDate]\n', '    require: [decisionDate, amount]\n']],
    [['RequirementTightened', 'stages.proposal.enter.fields', at('proposal')]],
  ],
  [
    'an exit that requires less',
    [['require to leave: { fields: [amount], condition', 'require to leave: { condition']],
    [['RequirementLoosened', 'stages.proposal.leave.fields', at('proposal')]],
  ],
  [
    'a condition of an exit that has gone',
    [['require to leave: { fields: [amount], condition: discount <= 30 }', 'require to leave: { fields: [amount] }']],
    [['RequirementLoosened', 'stages.proposal.leave.condition']],
  ],
  [
    'a condition of an exit that is another',
    [['discount <= 30', 'discount <= 20']],
    [['ConditionChanged', 'stages.proposal.leave.condition']],
  ],
  [
    'a question more',
    [['wants more:\n', 'wants more:\n            ask: [score]\n']],
    [['RequirementTightened', 'stages.negotiation.tasks.decide.outcomes.wants more.ask', at('negotiation', 'decide')]],
  ],
  [
    'a task that may be left',
    [['required: true\n                outcomes: { written', 'outcomes: { written']],
    [['RequirementLoosened', 'stages.draft.tasks.write.required', at('draft', 'write')]],
  ],
  [
    'when a task is there',
    [['when: discount > 15', 'when: discount > 10']],
    [['ConditionChanged', 'stages.proposal.tasks.approve-discount.when', at('proposal', 'approve-discount')]],
  ],
  [
    'who does a task',
    [['assignee: team north', 'assignee: role engineer']],
    [['AssigneeChanged', 'stages.demo.tasks.check-stand.assignee', at('demo', 'check-stand')]],
  ],
  [
    'how often a task repeats',
    [['every 3 days', 'every 4 days']],
    [['RepeatChanged', 'stages.demo.tasks.remind.repeat']],
  ],
  [
    'a task that is new',
    [
      [
        '      check-stand:',
        '      clean-up:\n        name: { en: Tidy, ru: Убрать }\n        outcomes: { tidied: { name: { en: Tidied, ru: Убрано } } }\n      check-stand:',
      ],
    ],
    [['TaskAdded', 'stages.demo.tasks.clean-up', at('demo')]],
  ],
  [
    'a task that has gone',
    [[/ {6}remind:\n(.*\n){5}/, '']],
    [['TaskRemoved', 'stages.demo.tasks.remind', at('demo', 'remind')]],
  ],
  [
    'an outcome that is new',
    [
      [
        '          declined:',
        '          asks again: { name: { en: Asks again, ru: Спрашивает }, again: true }\n          declined:',
      ],
    ],
    [['OutcomeAdded', 'stages.negotiation.tasks.decide.outcomes.asks again', at('negotiation', 'decide')]],
  ],
  [
    'an outcome that has gone',
    [[/ {10}not yet: .*\n/, '']],
    [['OutcomeRemoved', 'stages.demo.tasks.show.outcomes.not yet', at('demo', 'show')]],
  ],
  [
    'a way by condition',
    [['1000000.00', '2000000.00']],
    [['TargetChanged', 'stages.demo.tasks.show.outcomes.shown.to', at('demo', 'show')]],
  ],
  [
    'what an outcome sets',
    [['set: { score: 4 }', 'set: { score: 5 }']],
    [['EffectChanged', 'stages.demo.tasks.show.outcomes.shown.set']],
  ],
  [
    'a field that is new',
    [['  note: { type', '  memo: { type: text, name: { en: Memo, ru: Памятка } }\n  note: { type']],
    [['FieldAdded', 'fields.memo', 'nobody']],
  ],
  [
    'a field that has gone',
    [
      [/ {2}budget: .*\n/, ''],
      ['budget: amount, ', ''],
    ],
    [
      ['FieldRemoved', 'fields.budget', 'all'],
      ['EffectChanged', 'stages.negotiation.tasks.decide.outcomes.wants more.starts'],
    ],
  ],
  [
    'what a field holds',
    [['note: { type: text', 'note: { type: date']],
    [['FieldTypeChanged', 'fields.note.type', 'all']],
  ],
  [
    'a reason in a catalogue',
    [['    no-answer: {', '    silence: { en: Silence, ru: Молчание }\n    no-answer: {']],
    [
      ['OptionAdded', 'fields.reason.options.silence', 'all'],
      ['OptionAdded', 'fields.backReason.options.silence', 'all'],
    ],
  ],
  [
    'who may amend a field',
    [['edit: sales-ops', 'edit: [sales-ops, manager]']],
    [['RightsWidened', 'fields.score.edit', 'all']],
  ],
  ['a right that is narrower', [['wait: [owner, manager]', 'wait: owner']], [['RightsNarrowed', 'who.wait', 'all']]],
  [
    'a right that is new',
    [['  reassign: manager\n', '  reassign: manager\n  amend: owner\n']],
    [['RightsNarrowed', 'who.amend', 'all']],
  ],
  [
    'who may close',
    [['who: [owner, manager]\n    reopen', 'who: [owner, sales-ops]\n    reopen']],
    [['RightsChanged', 'closed.lost.who', 'all']],
  ],
  [
    'who may reopen',
    [['reopen: { to: qualify, who: manager }', 'reopen: { to: qualify, who: [manager, owner] }']],
    [['RightsWidened', 'closed.lost.reopen.who']],
  ],
  [
    'who may move',
    [['to: demo\n    who: [owner, manager]', 'to: demo\n    who: anyone']],
    [['RightsWidened', 'moves.proposal → demo.who', at('proposal')]],
  ],
  [
    'a move that has gone',
    [['from: [demo, negotiation]', 'from: [demo]']],
    [['MoveRemoved', 'moves.negotiation → proposal', at('negotiation')]],
  ],
  [
    'a move that is new',
    [['moves:\n', 'moves:\n  - { from: qualify, to: negotiation, who: manager }\n']],
    [['MoveAdded', 'moves.qualify → negotiation', at('qualify')]],
  ],
  [
    'a branch that has gone',
    [[/ {6}technical:\n(.*\n){12}/, '']],
    [
      ['StageRemoved', 'stages.survey', at('survey')],
      ['BranchRemoved', 'stages.prepare.branches.technical', at('prepare')],
    ],
  ],
  [
    'when a branch is there',
    [['when: segment == "large"\n        optional', 'when: segment == "small"\n        optional']],
    [['ConditionChanged', 'stages.prepare.branches.technical.when', at('prepare')]],
  ],
  [
    'a branch that others wait for',
    [['        optional: true\n        stages:', '        stages:']],
    [['BranchChanged', 'stages.prepare.branches.technical.optional']],
  ],
  [
    'when a stage is passed over',
    [['money("100000.00"', 'money("200000.00"']],
    [['ConditionChanged', 'stages.demo.when', at('demo')]],
  ],
  [
    'who may skip a stage',
    [['skip: { who: [owner, manager]', 'skip: { who: [manager]']],
    [['RightsNarrowed', 'stages.demo.skip.who', at('demo')]],
  ],
  [
    'an event that is not taken any more',
    [[/ {12}on: { payment in.*\n/, '']],
    [['EventRemoved', 'stages.survey.on.payment in', at('survey')]],
  ],
  [
    'another reaction',
    [['{ to: proposal, set: { pilot: true } }', '{ to: demo, set: { pilot: true } }']],
    [['EventChanged', 'stages.qualify.on.form filled', at('qualify')]],
  ],
  ['the calendar', [['calendar: office', 'calendar: factory']], [['CalendarChanged', 'calendar', 'all']]],
  ['the approval', [['approval: second person\n', '']], [['ApprovalChanged', 'approval', 'all']]],
  ['how long an answer can be taken back', [['undo: 1 hour', 'undo: 2 hours']], [['UndoChanged', 'undo', 'all']]],
  ['what colours a deal', [['timesBack > 1', 'timesBack > 2']], [['LightsChanged', 'lights', 'all']]],
  [
    'the order of stages',
    [
      [/( {2}negotiation:\n(?:.*\n)*?)\nclosed:/, 'closed:'],
      ['stages:\n  qualify:', `stages:\n${/( {2}negotiation:\n(?:.*\n)*?)\nclosed:/.exec(TEXT)?.[1]}\n  qualify:`],
      [
        '    optional: true\n    limit: { due: until',
        '    optional: true\n    next: negotiation\n    limit: { due: until',
      ],
    ],
    [['OrderChanged', 'stages', 'nobody']],
  ],
  [
    'where it leads when its limit has passed',
    [['at limit: { to: negotiation }', 'at limit: { to: closed.cancelled }']],
    [['AtLimitChanged', 'stages.proposal.atLimit', at('proposal')]],
  ],
  [
    'when a stage is planned to be over',
    [['planned: 15 working days', 'planned: 12 working days']],
    [['PlanChanged', 'stages.demo.planned', at('demo')]],
  ],
  [
    'what a task comes after',
    [['        after: [prepare-stand]\n', '']],
    [['ComesAfterChanged', 'stages.demo.tasks.check-stand.after']],
  ],
  [
    'what opens a task',
    [
      [
        '        name: { en: Tell the head, ru: Сообщить руководителю }\n        on call: true',
        '        name: { en: Tell the head, ru: Сообщить руководителю }',
      ],
      ['            - { at: 2 working days later, open: tell-head }\n', ''],
    ],
    [
      ['OnCallChanged', 'stages.demo.tasks.tell-head.onCall'],
      ['EscalationChanged', 'stages.demo.tasks.show.limit.ladder'],
    ],
  ],
  [
    'a branch that is new',
    [
      [
        '      technical:\n',
        '      money:\n        name: { en: Money, ru: Деньги }\n        stages: { invoice: { name: { en: Invoice, ru: Счёт }, tasks: { bill: { name: { en: Bill, ru: Выставить }, outcomes: { billed: { name: { en: Billed, ru: Выставлен }, to: end } } } } } }\n      technical:\n',
      ],
    ],
    [
      ['StageAdded', 'stages.invoice'],
      ['BranchAdded', 'stages.prepare.branches.money', at('prepare')],
    ],
  ],
  [
    'what a field begins with',
    [['ru: Скидка }, default: 0', 'ru: Скидка }, default: 5']],
    [['DefaultChanged', 'fields.discount.default', 'all']],
  ],
  [
    'an option that has gone',
    [
      [
        'options: { small: { en: Small, ru: Малый }, large',
        'options: { tiny: { en: Tiny, ru: Крошечный }, small: { en: Small, ru: Малый }, large',
      ],
    ],
    [['OptionAdded', 'fields.segment.options.tiny']],
  ],
  [
    'a closing that is new',
    [
      [
        '  cancelled: {',
        '  merged: { name: { en: Merged, ru: Объединена }, result: lost, who: sales-ops }\n  cancelled: {',
      ],
    ],
    [['ClosingAdded', 'closed.merged', 'all']],
  ],
  [
    'what a closing counts as',
    [['ru: Отменена }, result: lost', 'ru: Отменена }, result: won']],
    [['ResultChanged', 'closed.cancelled.result', 'all']],
  ],
  [
    'where reopening leads',
    [['reopen: { to: qualify', 'reopen: { to: negotiation']],
    [['ReopenChanged', 'closed.lost.reopen.to', 'all']],
  ],
  [
    'an event that is taken',
    [['  interaction logged:', '  quote accepted: { to: closed.won, ends branches: true }\n  interaction logged:']],
    [['EventAdded', 'on.quote accepted', 'all']],
  ],
  [
    'another process',
    [['process: every-construct\nkind', 'process: every-part\nkind']],
    [['KindChanged', 'key', 'all']],
  ],
];
