import type { Command, Conversion } from '../command';
import { type Draft, openTasks, stageOf } from './draft';
import { type AtGate, unmet } from './gate';
import { compile } from './machine';
import { refuse, refuseUnmet } from './refuse';
import { enterState, leaveStage, resultOf } from './stage';

/**
 * Sends an event to the machine and carries out what it answers.
 * @throws Refused with everything that keeps the transition's gate shut.
 */
export function go(draft: Draft, event: string, command: Command, conversion?: Conversion): void {
  const machine = compile(draft.definition);
  const at = atGate(draft, command);
  const step = machine.apply(draft.at.state, event, at);
  if (!step) {
    const gate = machine.gate(draft.at.state, event);
    if (!gate) refuse('NotAtThisStage', { state: draft.at.state });
    refuseUnmet(unmet(gate, at, draft.definition));
    refuse('ConditionUnmet');
  }
  if (!step.moved) return;
  leaveStage(draft);
  enterState(draft, step.state);
  if (resultOf(draft.definition, step.state) === 'qualified') {
    draft.wishes.push({
      wish: 'convert',
      conversion: conversion ?? { account: 'create', contact: 'create', sale: 'create' },
    });
  }
}

function atGate(draft: Draft, command: Command): AtGate {
  const required = stageOf(draft)?.tasks ?? {};
  const open = openTasks(draft.at).filter((task) => task.task !== null && required[task.task]?.required);
  return {
    fields: draft.at.fields,
    owner: draft.at.owner,
    actor: command.actor,
    openTasks: open.map((task) => task.key),
  };
}
