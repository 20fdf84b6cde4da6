import type { Command, Conversion } from '../command';
import { CLOSED, type StageDefinition, type StartRule } from '../definition';
import { holds } from '../fields/condition';
import { currentStages, type Draft, definitionOf, openTasks, positionOf } from './draft';
import { entryGate, joinGate, REOPEN } from './edges';
import { type AtGate, unmet } from './gate';
import { compile, type Position, type Step } from './machine';
import { refuse, refuseUnmet } from './refuse';
import { enterStage, enterStep, leaveStage, leaveStep, openDueTasks, resultOf } from './stage';

/**
 * Sends an event to the machine and carries out what it answers.
 * @throws Refused with everything that keeps the transition's gate shut.
 */
export function go(draft: Draft, event: string, command: Command, conversion?: Conversion): void {
  const at = atGate(draft, command);
  const from = positionOf(draft.at);
  const step = compile(draft.definition).apply(from, event, at);
  if (!step) refuseShut(draft, from, event, at);
  mustJoin(draft, step, at);
  if (event !== REOPEN) mustMeet(draft, step, at);
  if (step.entered.length === 0 && !hasEnded(from, step.to)) return;
  if (step.entered.includes(step.to.state) || step.to.state !== from.state) {
    leaveStage(draft);
    enter(draft, step.to, conversion);
  } else moveBranches(draft, from, step);
}

/** Enters the stage that the machine begins with. What begins is there, whatever that requires. */
export function begin(draft: Draft, command: Command): void {
  const at = { ...atGate(draft, command), forced: true };
  enter(draft, compile(draft.definition).begin(at).to);
}

/** Enters a stage or a closing, with what a closing sets off. */
function enter(draft: Draft, to: Position, conversion?: Conversion): void {
  enterStage(draft, to);
  if (resultOf(draft.definition, to.state) === 'qualified') {
    draft.wishes.push({
      wish: 'convert',
      conversion: conversion ?? { account: 'create', contact: 'create', sale: 'create' },
    });
  }
  if (to.state.startsWith(CLOSED)) wishStarts(draft, draft.definition.closed[to.state.slice(CLOSED.length)]?.starts);
}

/** Wishes for the processes that begin because of this one, with what they take over. */
export function wishStarts(draft: Draft, rules: readonly StartRule[] | undefined): void {
  for (const { process, when, fields } of rules ?? []) {
    if (!holds(when, draft.definition.fields, draft.at.fields)) continue;
    const taken = Object.entries(fields).map(([theirs, from]) => [
      theirs,
      { from, value: draft.at.fields[from] ?? null },
    ]);
    draft.wishes.push({ wish: 'start', process, fields: Object.fromEntries(taken) });
  }
}

function moveBranches(draft: Draft, from: Position, step: Step): void {
  for (const [branch, at] of Object.entries(step.to.branches ?? {})) {
    const before = from.branches?.[branch] ?? null;
    if (at === before && (at === null || !step.entered.includes(at))) continue;
    leaveStep(draft, branch);
    enterStep(draft, branch, at);
  }
  openDueTasks(draft);
}

const hasEnded = (from: Position, to: Position): boolean =>
  Object.entries(to.branches ?? {}).some(([branch, at]) => at === null && (from.branches?.[branch] ?? null) !== null);

/**
 * The answer that ends the last branch is refused while the stage that follows asks for more; so is the one that leads to
 * branches of which none begins.
 */
function mustJoin(draft: Draft, { to }: Step, at: AtGate): void {
  const stage = draft.definition.stages[to.state];
  if (!stage?.branches || !isJoined(stage, to)) return;
  refuseUnmet(unmet(joinGate(draft.definition, to.state), at, draft.definition));
}

/** Where stages are passed over, and where branches begin, what is come to is another than what the event named. */
function mustMeet(draft: Draft, { entered }: Step, at: AtGate): void {
  const gates = entered.map((key) => entryGate(draft.definition, key));
  refuseUnmet(gates.flatMap((gate) => unmet(gate, at, draft.definition)));
}

const isJoined = ({ branches }: StageDefinition, to: Position): boolean =>
  Object.entries(branches ?? {}).every(([key, { optional }]) => optional || to.branches?.[key] === null);

/** Says what keeps an event from being taken. */
function refuseShut(draft: Draft, from: Position, event: string, at: AtGate): never {
  const machine = compile(draft.definition);
  const chosen = machine.chosen(from, event, draft.at.fields);
  const known = chosen.length > 0 || currentStages(draft).some(([key]) => machine.edges(key, event).length > 0);
  if (!known && machine.edges(from.state, event).length === 0) refuse('NotAtThisStage', { state: draft.at.state });
  refuseUnmet(chosen.flatMap(({ gate }) => unmet(gate, at, draft.definition)));
  refuse('ConditionUnmet');
}

/** What the gates of a transition look at. */
export function atGate(draft: Draft, command: Command): AtGate {
  const required = openTasks(draft.at).filter((task) => definitionOf(draft, task)?.required);
  return {
    fields: draft.at.fields,
    owner: draft.at.owner,
    actor: command.actor,
    openTasks: required.map(({ key, stage }) => ({ key, stage })),
    ...(command.type === 'deadline' && { forced: true }),
  };
}
